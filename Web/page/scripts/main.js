import { BackgroundError, isSupported } from "../vbg/vbg.js";
import { commandOf } from "./command.js";
import { Figures } from "./figures.js";
import { acceptDrops, kindOf, openFile } from "./files.js";
import { listModels, modelFile } from "./models.js";
import { dismiss, say } from "./notices.js";
import { makePanels, makeTools, showFacts } from "./panels.js";
import { Runner } from "./runner.js";
import { offer, Recording, savePicture } from "./saving.js";
import { drawnPicture, drawScene } from "./scenes.js";
import { SecondWindow } from "./second-window.js";
import { defaults, edgeOf, fragmentOf, isEdge, optionsOf, settingsOf } from "./settings.js";
import { openCamera, openPan, openPhoto, openScene, SourceError } from "./sources.js";
import { fillDocument, filled, texts } from "./texts.js";
import { followTheme } from "./theme.js";
import { View } from "./view.js";

// The page: settings at one place, and what follows from a change of each.

let settings = settingsOf(location.hash);
let portrait = null, ownPicture = null, ownPictureName = "picture.png";
let models = [], ownModel = null, modelInUse = null;
let recording = null, sourceCount = 0, restartCount = 0;
const state = document.getElementById("stage-state");

fillDocument();
const figures = new Figures();
const view = new View(change);
const secondWindow = new SecondWindow(() => view.canvas);
const panels = makePanels(change, {
  openFile: take, openPicture, openModel: (file) => useModel(file.name, () => file.arrayBuffer()), copyCommand,
});
const tools = makeTools(change, {
  savePicture: () => save(false), saveCutOut: () => save(true), record, openWindow, copyLink, reset,
});
const runner = new Runner({
  onFrame, onSlate, onError, onLost, isWatched: () => secondWindow.isWatched || recording !== null });

/** Takes a change of settings over; what was chosen by hand makes own settings of a preset. */
function change(changed) {
  const before = settings;
  if (changed.preset && changed.preset !== "custom") changed = { ...changed, ...edgeOf(changed.preset) };
  else if (Object.keys(changed).some((name) => isEdge(name) && name !== "blur")) changed.preset = "custom";
  settings = { ...settings, ...changed };
  show();
  const differs = (...names) => names.some((name) => settings[name] !== before[name]);
  if ("source" in changed) openSource(settings.source);
  if (differs("model")) useListedModel();
  if (differs("backend", "threads")) useBackend(before);
  if (differs("picture")) usePicture();
  else apply(before);
}

/** Shows what is in force, everywhere; the address follows. */
function show() {
  panels.show(settings);
  tools.show(settings);
  view.show(settings);
  runner.setSettings(settings);
  const fragment = fragmentOf(settings);
  history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  showCommand();
}

function showCommand() {
  const source = runner.source ?? { kind: "photo", fileName: "astronaut.png" };
  const model = modelInUse?.entry?.name ?? `./${modelInUse?.fileName ?? settings.model}`;
  const picture = settings.picture === "upload" ? ownPictureName : `${settings.picture}.png`;
  panels.command.textContent = commandOf(settings, source, { model, picture });
}

/** Tells the engine; where it refuses, the settings before are shown again. */
async function apply(before) {
  const asked = settings;
  try {
    await runner.background?.set(optionsOf(asked));
  } catch (error) {
    if (asked === settings && before) {
      settings = { ...before, preset: before.preset };
      show();
    }
    say("errorSetting", { reason: error.message });
  }
}

/** Puts the chosen picture behind people. */
async function usePicture() {
  const image = settings.picture === "upload" ? ownPicture : drawnPicture(settings.picture);
  try {
    await runner.background?.set({ ...optionsOf(settings), image });
  } catch (error) {
    say("errorSetting", { reason: error.message });
  }
}

async function openPicture(file) {
  try {
    ownPicture = await createImageBitmap(file);
    ownPictureName = file.name;
  } catch {
    return say("errorPhoto", { name: file.name });
  }
  const thumb = document.createElement("canvas");
  Object.assign(thumb, { width: 148, height: 111 });
  const scale = Math.max(148 / ownPicture.width, 111 / ownPicture.height);
  const [width, height] = [ownPicture.width * scale, ownPicture.height * scale];
  thumb.getContext("2d").drawImage(ownPicture, (148 - width) / 2, (111 - height) / 2, width, height);
  panels.picture.add("upload", texts.pictureNames.upload, thumb);
  settings = { ...settings, background: "image", picture: "upload" };
  show();
  await usePicture();
}

/** Opens a source by its name; one that cannot be opened leaves the one before. */
async function openSource(name) {
  const turn = ++sourceCount;
  try {
    let source;
    if (name === "camera") source = await openCamera(() => onCameraLost(source));
    else if (name === "scene") source = openScene();
    else if (name === "pan") source = openPan((await portraitPhoto()).full);
    else if (name === "portrait") source = await portraitPhoto();
    else return;
    // Somebody chose another one meanwhile.
    if (turn !== sourceCount) return source.end();
    useSource(source);
    if (name === "camera") {
      for (const key of ["errorCameraRefused", "errorCameraNone", "errorCameraBusy", "errorCameraLost"]) dismiss(key);
    }
  } catch (error) {
    if (turn !== sourceCount) return;
    onError(error);
    // The source before stays; at the start there is none, and the portrait is shown.
    const fallback = runner.source?.name ?? "portrait";
    settings = { ...settings, source: fallback };
    show();
    if (!runner.source && name !== "portrait") openSource("portrait");
  } finally {
    if (runner.source) runner.source.name ??= name;
  }
}

function useSource(source) {
  runner.setSource(source);
  showCommand();
}

/** The portrait, fetched once. */
async function portraitPhoto() {
  if (!portrait) {
    const answer = await fetch(new URL("../photos/astronaut.png", import.meta.url));
    if (!answer.ok) throw new SourceError("errorPhoto", { name: "astronaut.png" });
    portrait = await answer.blob();
  }
  return openPhoto(portrait, "astronaut.png");
}

/** Shows the portrait where it is offered. */
async function showPortraits() {
  const photo = await portraitPhoto().catch(() => null);
  if (!photo) return;
  panels.source.add("portrait", texts.sourcePortrait, thumbOf(photo));
  panels.source.add("pan", texts.sourcePan, thumbOf(openPan(photo.full)));
}

/** Takes a file of any kind. */
async function take(file) {
  if (kindOf(file) === "model") return useModel(file.name, () => file.arrayBuffer());
  const turn = ++sourceCount;
  try {
    const source = await openFile(file, (width, height, megapixels) => {
      say("noticeScaled", { name: file.name, width, height, megapixels });
    });
    if (turn !== sourceCount) return source.end();
    source.name = "upload";
    dismiss("errorFile");
    panels.source.add("upload", texts.sourceUpload, thumbOf(source));
    settings = { ...settings, source: "upload" };
    useSource(source);
    show();
  } catch (error) {
    onError(error);
  }
}

function thumbOf(source) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 148, height: 111 });
  const drawable = source.frame(0)?.drawable;
  if (!drawable) return canvas;
  const [width, height] = [drawable.videoWidth ?? drawable.width, drawable.videoHeight ?? drawable.height];
  const scale = Math.max(148 / width, 111 / height);
  canvas.getContext("2d").drawImage(
    drawable, (148 - width * scale) / 2, (111 - height * scale) * 0.25, width * scale, height * scale);
  return canvas;
}

/** The camera was unplugged: the slate is shown, and the camera opened again as soon as one is there. */
function onCameraLost(source) {
  if (runner.source !== source) return;
  say("errorCameraLost");
}
navigator.mediaDevices?.addEventListener?.("devicechange", () => {
  const { source } = runner;
  if (source?.kind === "camera" && source.track.readyState === "ended") openSource("camera");
});

/** Loads a model by bytes that `read()` gives. */
async function useModel(fileName, read, entry = null) {
  const runs = runner.background;
  try {
    const bytes = await read();
    const model = await runs.loadModel(bytes);
    ownModel = entry ? ownModel : { fileName, bytes };
    modelInUse = { fileName, entry, bytes };
    showFacts(panels.facts, fileName, model);
    if (!entry) {
      settings = { ...settings, model: "own" };
      say("noticeModel", {
        name: fileName, width: model.inputWidth, height: model.inputHeight, maskWidth: model.maskWidth,
        maskHeight: model.maskHeight }, { seconds: 8 });
    }
    dismiss("errorModel");
    dismiss("errorModelFetch");
  } catch (error) {
    if (error.kind === "model" || error.kind === "memory") {
      say("errorModel", { name: fileName, reason: error.message });
    } else if (error.kind) onError(error);
    else say("errorModelFetch", { name: fileName });
    settings = { ...settings, model: modelInUse ? modelInUse.entry?.name ?? "own" : settings.model };
  }
  showModels();
  show();
}

function showModels() {
  const entries = models.map(({ name, width, height }) => [name, filled(texts.modelOption, { name, width, height })]);
  if (ownModel) entries.push(["own", filled(texts.ownModel, { name: ownModel.fileName })]);
  panels.model.set(entries);
}

function useListedModel() {
  if (settings.model === "own" && ownModel) return useModel(ownModel.fileName, async () => ownModel.bytes.slice(0));
  const entry = models.find(({ name }) => name === settings.model) ?? models[0];
  if (!entry) return undefined;
  settings = { ...settings, model: entry.name };
  return useModel(entry.file, () => modelFile(entry), entry);
}

async function useBackend(before) {
  const { backend, threads } = settings;
  if (backend === "threads" && !isSupported().threads) {
    settings = { ...settings, backend: before.backend };
    show();
    return say("noticeThreads");
  }
  try {
    await runner.background?.useBackend(backend, threads);
  } catch (error) {
    const inUse = texts.backends[runner.background.backend.backend];
    say("errorBackend", { backend: texts.backends[backend], reason: error.message, inUse });
    settings = { ...settings, backend: before.backend };
    show();
  }
}

let lastLine = 0;
function onFrame(report) {
  state.textContent = report.reason ? filled(texts.slate, { reason: report.reason }) : recording ? `● ${texts.recording}` : "";
  if (report.timings.total === undefined) return;
  figures.add(report.timings);
  const now = performance.now();
  if (now - lastLine < 1000) return;
  lastLine = now;
  const { backend, threadCount } = runner.background?.backend ?? {};
  document.getElementById("engine-line").textContent = filled(texts.engineLine, {
    backend: filled(texts.backendNames[backend] ?? "", { count: threadCount }),
    size: `${report.width}×${report.height}`, memory: Math.round((figures.memory ?? 0) / 2 ** 20),
    share: Math.round((report.personShare ?? figures.share ?? 0) * 100) });
  if (report.personShare !== null) figures.share = report.personShare;
}

function onSlate(reason) {
  if (reason === "frozen") view.drawSlate();
  state.textContent = reason === "frozen" ? texts.noPicture : runner.background ? texts.loadingModel : texts.starting;
}

function onError(error) {
  if (error instanceof SourceError) return say(error.key, error.values);
  // The library's errors say by themselves what to do.
  if (error instanceof BackgroundError) return say("errorLibrary", { message: error.message });
  say("errorScript", { message: error.message });
}

/** Starts another worker where one was lost; one that is lost again and again is given up. */
async function onLost(error) {
  view.drawSlate();
  restartCount += 1;
  if (restartCount > 3) return say("errorScript", { message: error.message });
  try {
    await open();
    say("noticeRestarted", {}, { seconds: 8 });
  } catch (failure) {
    say("errorScript", { message: failure.message });
  }
}

async function save(isCutOut) {
  if (!runner.source || !runner.background) return;
  try {
    await savePicture(runner, optionsOf(settings), isCutOut);
  } catch (error) {
    onError(error);
  }
}

async function record() {
  if (recording) {
    const ended = recording;
    recording = null;
    tools.showRecording(false);
    return offer(await ended.stop(), "vbg.webm");
  }
  if (!Recording.isPossible()) return say("errorRecorder");
  recording = new Recording(view.canvas, Math.min(settings.rate, 60));
  tools.showRecording(true);
}

function openWindow() {
  if (!secondWindow.open()) say("noticeBlocked");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("noticeCopied", {}, { seconds: 3 });
  } catch {
    document.getElementById("panel-command").open = true;
    say("errorCopy");
  }
}
function copyCommand() { copy(panels.command.textContent); }
function copyLink() { copy(location.href); }

function reset() {
  change({ ...defaults });
  show();
}

/** Starts the engine with everything that is in force; where the backend of a link cannot be had, with the best. */
async function open() {
  const { backend } = settings;
  if (backend === "threads" && !isSupported().threads) {
    settings = { ...settings, backend: "auto" };
    say("noticeThreads");
    return start();
  }
  try {
    await start();
  } catch (error) {
    if (backend === "auto") throw error;
    settings = { ...settings, backend: "auto" };
    await start();
    say("errorBackend", { backend: texts.backends[backend], reason: error.message, inUse: texts.backends.auto });
  }
  show();
  return undefined;
}

async function start() {
  const { threads } = settings;
  const image = settings.picture === "upload" && ownPicture ? ownPicture : drawnPicture(
    settings.picture === "upload" ? "dusk" : settings.picture);
  const made = await runner.open({
    backend: settings.backend, ...(settings.backend === "threads" && { threadCount: threads }), image,
    ...optionsOf(settings) });
  made.onStatistics(({ memoryByteCount }) => { figures.memory = memoryByteCount; });
  if (modelInUse) await useModel(modelInUse.fileName, async () => modelInUse.bytes.slice(0), modelInUse.entry);
}

async function begin() {
  followTheme(tools.theme);
  show();
  drawScene(Object.assign(panels.scene, { width: 148, height: 111 }).getContext("2d"), 148, 111, 1);
  addEventListener("hashchange", () => {
    const wanted = settingsOf(location.hash), changed = {};
    for (const name of Object.keys(defaults)) if (wanted[name] !== settings[name]) changed[name] = wanted[name];
    if (changed.preset === undefined) changed.preset = wanted.preset;
    if (Object.keys(changed).length > 1) change(changed);
  });
  acceptDrops(take);
  const listed = listModels().catch(() => []);
  const opened = openSource(settings.source);
  try {
    const support = isSupported();
    if (!support.supported) throw new BackgroundError("unsupported", support.advice);
    const { backends = "plain relaxed threads" } = document.documentElement.dataset;
    for (const name of ["plain", "relaxed", "threads"]) {
      const isThere = backends.split(" ").includes(name) && (name !== "relaxed" || support.relaxedSimd);
      panels.backend.disable(name, !isThere);
    }
    await open();
    models = await listed;
    if (models.length === 0) say("errorModels");
    else await useListedModel();
  } catch (error) {
    onError(error);
  }
  await opened;
  showPortraits();
  document.body.dataset.ready = "true";
  runner.run(view);
}

/** Makes the page work without a network, and isolated, where that is possible. */
async function keep() {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  await navigator.serviceWorker.register(new URL("../service-worker.js", import.meta.url)).catch(() => {});
}

addEventListener("unhandledrejection", (event) => onError(event.reason instanceof Error ? event.reason : new Error(String(event.reason))));
begin().then(keep);
