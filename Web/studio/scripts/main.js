import { Backgrounds } from "./backgrounds.js";
import { commandOf } from "./command.js";
import { PageCamera } from "./camera.js";
import { button, element, icon } from "./elements.js";
import { segments } from "./fields.js";
import { Figures } from "./figures.js";
import { dismiss, say } from "./notices.js";
import { makePanels } from "./panels.js";
import { ask, enter, openStream, request, send } from "./session.js";
import { changesOf, withChanges } from "./settings.js";
import { Stage } from "./stage.js";
import { fillDocument, filled } from "./filling.js";
import { texts } from "./texts.js";
import { followTheme } from "./theme.js";

// The page's beginning: what vbg tells is shown, and what somebody chooses is told to vbg.

const megabytes = 32;

/** The session as it was told last. */
let status = null, background = null;
/** What was chosen and is not told yet, and what is on its way. */
let waiting = {}, underWay = null;
let parts;

/** Says what went wrong. */
function tell(error, key = "errorRefused", values = {}) {
  if (error.status === 0) return say("errorGone");
  if (error.status === 401) return say("errorToken");
  if (error.status === undefined) return say("errorScript", { message: error.message });
  say(key, { reason: error.message, ...values });
}

/** Shows what is in force, with what is on its way. */
function show() {
  const settings = withChanges(withChanges(status.settings, underWay ?? {}), waiting);
  const isPicture = settings.background !== undefined;
  parts.panels.show({ ...settings, picture: isPicture ? background : null });
  parts.panels.other.textContent = isPicture && background === null
    ? filled(texts.otherPicture, { path: settings.background }) : parts.backgrounds.isEmpty ? texts.noPictures : "";
  parts.panels.command.textContent = commandOf({ ...status, settings });
  const isPaused = status.state === "paused";
  parts.pause.replaceChildren(icon(isPaused ? "record" : "stop"),
    element("span", {}, isPaused ? texts.resume : texts.pause));
  parts.pause.setAttribute("aria-label", isPaused ? texts.resume : texts.pause);
  parts.cameraButton.hidden = status.camera !== "browser";
  document.getElementById("devices").textContent = filled(texts.devices, {
    camera: status.camera, outputs: status.outputs.map((name) => (name === "page" ? texts.onPage : name)).join(", ") });
  parts.stage.tell(status);
}

/** Takes over a state that vbg told. */
function take(state) {
  ({ status } = state);
  background = state.background ?? null;
  show();
}

/** Tells vbg what was chosen: one change at a time, and then all that was chosen meanwhile. */
async function tellChanges() {
  if (underWay || Object.keys(waiting).length === 0) return;
  [underWay, waiting] = [waiting, {}];
  let state = null;
  try {
    state = await ask("/api/control", { command: "set", settings: underWay });
    dismiss("errorRefused");
  } catch (error) {
    tell(error);
  }
  underWay = null;
  if (state) take(state);
  else show();
  tellChanges();
}

function change(chosen) {
  if (!status) return;
  // A picture is chosen among those that there are.
  if (chosen.kind === "image") {
    if (status.settings.background !== undefined) return;
    const [first] = parts.backgrounds.identifiers;
    if (first) return act(() => send(`/api/background?id=${first}`));
    show();
    return say("errorNoPicture");
  }
  const changes = changesOf(chosen, status.settings);
  waiting = withChanges(waiting, changes);
  show();
  tellChanges();
}

/** Does something that gives a state. */
async function act(body, key, values) {
  try {
    take(await body());
    return true;
  } catch (error) {
    tell(error, key, values);
    return false;
  }
}

async function addPicture(file) {
  const name = file.name;
  if (file.size > megabytes << 20) {
    return say("errorPictureLarge", { name, size: Math.ceil(file.size / (1 << 20)), limit: megabytes });
  }
  if (!await act(() => send("/api/backgrounds", file), "errorPicture", { name })) return;
  await parts.backgrounds.refresh();
  show();
  say("noticeAdded", { name }, { seconds: 6 });
}

async function choosePreset({ preset }) {
  if (preset === "") return;
  parts.panels.summary.textContent = parts.presets.find(({ name }) => name === preset)?.summary ?? "";
  await act(() => ask("/api/control", { command: "preset", name: preset }));
}

async function savePicture() {
  try {
    const blob = await (await request("/api/snapshot")).blob();
    const link = element("a", { href: URL.createObjectURL(blob), download: "vbg.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    tell(error);
  }
}

async function saveSettings() {
  try {
    say("noticeSaved", await send("/api/save"), { seconds: 10 });
  } catch (error) {
    tell(error);
  }
}

/** Opens the browser's camera for the session, or closes it. */
async function switchCamera() {
  const { camera, cameraButton } = parts;
  if (camera.isOn) camera.stop();
  else {
    try {
      await camera.start();
      dismiss("errorCamera");
    } catch (error) {
      camera.stop();
      say("errorCamera", { reason: error.message });
    }
  }
  const text = camera.isOn ? texts.stopCamera : texts.startCamera;
  cameraButton.replaceChildren(icon("camera"), element("span", {}, text));
  cameraButton.setAttribute("aria-label", text);
}

async function copyCommand() {
  try {
    await navigator.clipboard.writeText(parts.panels.command.textContent);
    say("noticeCopied", {}, { seconds: 4 });
  } catch {
    say("errorCopy");
  }
}

/** Lets a picture be dropped anywhere on the page. */
function acceptDrops() {
  let depth = 0;
  const mark = (step) => {
    depth = step === 0 ? 0 : Math.max(0, depth + step);
    document.body.classList.toggle("is-dragging", depth > 0);
  };
  addEventListener("dragenter", () => mark(1));
  addEventListener("dragleave", () => mark(-1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    mark(0);
    const [file] = event.dataTransfer.files;
    if (file) addPicture(file);
  });
}

function makeTools(stage) {
  const view = segments(texts.view, "view", { result: texts.viewResult, original: texts.viewOriginal }, ({ view: name }) => {
    stage.show(name === "original");
    if (status) stage.tell(status);
  });
  view.show({ view: "result" });
  document.getElementById("views").append(view);
  const pause = button(texts.pause, "stop", () => act(() => ask("/api/control", {
    command: status?.state === "paused" ? "resume" : "pause" })), { id: "pause" });
  const cameraButton = button(texts.startCamera, "camera", switchCamera, { id: "camera", hidden: true });
  document.getElementById("actions").append(
    cameraButton, pause, button(texts.snapshot, "download", savePicture, { id: "snapshot" }),
    button(texts.save, "copy", saveSettings, { id: "save", class: "button-primary" }));
  const theme = element("select", { id: "theme", "aria-label": texts.theme },
    element("option", { value: "auto" }, texts.themeAuto), element("option", { value: "light" }, texts.themeLight),
    element("option", { value: "dark" }, texts.themeDark));
  document.getElementById("bar-actions").append(theme);
  followTheme(theme);
  return { pause, cameraButton };
}

function listen(figures) {
  let stage;
  const sendMessage = openStream({
    onOpen() {
      dismiss("errorGone");
      stage.ask();
    },
    onPicture(blob) { stage.take(blob).catch((error) => say("errorScript", { message: error.message })); },
    onNews({ state, statistics, error }) {
      if (error) return say("errorSession", { reason: error });
      dismiss("errorSession");
      if (!underWay && Object.keys(waiting).length === 0) take(state);
      figures.add(statistics, state.status);
    },
    onLost() { say("errorGone"); },
  });
  stage = new Stage(sendMessage);
  return { stage, camera: new PageCamera(sendMessage) };
}

async function begin() {
  fillDocument();
  document.getElementById("stage-state").textContent = texts.starting;
  try {
    if (!await enter()) return say("errorToken");
  } catch (error) {
    return tell(error, "errorToken");
  }
  // The first request says what is wrong, which a stream cannot.
  let state, presets;
  try {
    [state, presets] = await Promise.all([ask("/api/status"), ask("/api/presets")]);
  } catch (error) {
    return tell(error, "errorSession");
  }
  const { stage, camera } = listen(new Figures());
  const panels = makePanels(change, {
    addPicture, choosePreset, copyCommand,
    choosePicture: ({ picture }) => act(() => send(`/api/background?id=${picture}`)) });
  panels.preset.set([["", texts.choosePreset], ...presets.map(({ name }) => [name, name])]);
  parts = { stage, camera, panels, presets, backgrounds: new Backgrounds(panels.pictures), ...makeTools(stage) };
  await parts.backgrounds.refresh().catch(tell);
  take(state);
  acceptDrops();
  window.vbgStudio = { get count() { return stage.count; } };
  document.body.dataset.ready = "true";
}

addEventListener("unhandledrejection", ({ reason }) => say("errorScript", { message: reason?.message ?? reason }));
begin();
