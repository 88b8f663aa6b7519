import { BackgroundError, isSupported } from "../vbg/vbg.js";
import { commandOf } from "./command.js";
import { Figures } from "./figures.js";
import { acceptDrops, kindOf } from "./files.js";
import { listModels } from "./models.js";
import { say } from "./notices.js";
import { change, page, show, shows } from "./page.js";
import { onLost, open, showBackends } from "./page-engine.js";
import { offerModels, takeModel, useChosenModel } from "./page-models.js";
import { pictureNames, takePicture } from "./page-pictures.js";
import { actions, isRecording, isWatched } from "./page-results.js";
import { openSource, showPortraits, takeSource } from "./page-sources.js";
import { makePanels } from "./panels.js";
import { Runner } from "./runner.js";
import { drawScene } from "./scenes.js";
import { defaults, edgeOf, settingsOf } from "./settings.js";
import { tell } from "./telling.js";
import { fillDocument, filled } from "./filling.js";
import { texts } from "./texts.js";
import { followTheme } from "./theme.js";
import { makeTools } from "./tools.js";
import { View } from "./view.js";

// The page's beginning: its parts are made, and told of each other.

const state = document.getElementById("stage-state");

/** Takes a file of any kind. */
const take = (file) => (kindOf(file) === "model" ? takeModel(file) : takeSource(file));

let lineTime = 0;
function onFrame(report) {
  const { figures, runner } = page;
  state.textContent = report.reason ? filled(texts.slate, { reason: report.reason })
    : isRecording() ? `● ${texts.recording}` : "";
  if (report.timings.total === undefined) return;
  figures.add(report.timings);
  const now = performance.now();
  if (now - lineTime < 1000 || figures.memory === undefined) return;
  lineTime = now;
  const { backend, threadCount } = runner.background?.backend ?? {};
  document.getElementById("engine-line").textContent = filled(texts.engineLine, {
    backend: filled(texts.backendNames[backend] ?? "", { count: threadCount }),
    size: `${report.width}×${report.height}`, memory: Math.round(figures.memory / 2 ** 20),
    share: Math.round((report.personShare ?? figures.share ?? 0) * 100) });
  if (report.personShare !== null) figures.share = report.personShare;
}

function onSlate(reason) {
  if (reason === "frozen") page.view.drawSlate();
  state.textContent = reason === "frozen" ? texts.noPicture
    : page.runner.background ? texts.loadingModel : texts.starting;
}

function showCommand(settings) {
  const source = page.runner.source ?? { kind: "photo", fileName: "astronaut.png" };
  const model = page.model?.entry?.name ?? `./${page.model?.fileName ?? settings.model}`;
  page.panels.command.textContent = commandOf(settings, source, { model, ...pictureNames(settings) });
}

/** Takes a changed address over. */
function followAddress() {
  const wanted = settingsOf(location.hash);
  const names = Object.keys(defaults).filter((name) => wanted[name] !== page.settings[name]);
  if (names.length === 0) return;
  const edges = Object.keys(edgeOf("standard"));
  change(Object.fromEntries(["preset", ...edges, ...names].map((name) => [name, wanted[name]])));
}

async function begin() {
  fillDocument();
  page.figures = new Figures();
  page.view = new View(change);
  page.panels = makePanels(change, {
    take, takeModel, takePicture: (file) => takePicture(file, "picture"),
    takeFront: (file) => takePicture(file, "inFront"), copyCommand: actions.copyCommand });
  page.tools = makeTools(change, actions);
  page.runner = new Runner({ onFrame, onSlate, onError: tell, onLost, isWatched });
  shows(showCommand);
  followTheme(page.tools.theme);
  show();
  drawScene(Object.assign(page.panels.scene, { width: 148, height: 111 }).getContext("2d"), 148, 111, 1);
  addEventListener("hashchange", followAddress);
  acceptDrops(take);
  const listed = listModels().catch(() => []);
  const opened = openSource(page.settings.source);
  try {
    const support = isSupported();
    if (!support.supported) throw new BackgroundError("unsupported", support.advice);
    showBackends(support);
    await open();
    const models = await listed;
    if (models.length === 0) say("errorModels");
    else {
      offerModels(models);
      await useChosenModel();
    }
  } catch (error) {
    tell(error);
  }
  await opened;
  showPortraits();
  document.body.dataset.ready = "true";
  page.runner.run(page.view);
}

/** Makes the page work without a network, and isolated, where that is possible. */
async function keep() {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  await navigator.serviceWorker.register(new URL("../service-worker.js", import.meta.url)).catch(() => {});
}

addEventListener("unhandledrejection", (event) => {
  tell(event.reason instanceof Error ? event.reason : new Error(String(event.reason)));
});
begin().then(keep);
