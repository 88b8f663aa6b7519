import { button, element, icon } from "./elements.js";
import { check, choice, color, fileButton, number, rangePair, segments, slider, tiles } from "./fields.js";
import { drawings, drawnPicture } from "./scenes.js";
import { texts } from "./texts.js";

/** A panel that opens and closes, with controls below its title. */
function panel(id, title, isOpen, ...controls) {
  const details = element("details", { open: isOpen, id: `panel-${id}` },
    element("summary", {}, element("h2", {}, title)), element("div", { class: "panel-body" }, ...controls));
  return element("section", { class: "panel", "aria-label": title }, details);
}

/** Shows an element only while a condition on settings holds. */
function where(condition, control) {
  const show = control.show;
  control.show = (settings) => {
    control.hidden = !condition(settings);
    show?.(settings);
  };
  return control;
}

const thumbOf = (name) => drawnPicture(name, 148, 111);
const two = (value) => value.toFixed(2);

/**
 * All controls at the right.
 *
 * @param {(changed: object) => void} change is told what somebody sets
 * @param {object} actions `openFile(file)`, `openPicture(file)`, `openModel(file)`, `copyCommand()`
 */
export function makePanels(change, actions) {
  const scene = document.createElement("canvas");
  const source = tiles(texts.source, "source", [
    ["camera", texts.sourceCamera, icon("camera")],
    ["portrait", texts.sourcePortrait, icon("photo")],
    ["pan", texts.sourcePan, icon("photo")],
    ["scene", texts.sourceScene, scene],
  ], change, { isTitled: true });
  const picture = where(({ background }) => background === "image", tiles(
    texts.pictures, "picture", Object.keys(drawings).map((name) => [name, texts.pictureNames[name], thumbOf(name)]), change));
  const model = choice(texts.modelChoice, "model", {}, change);
  const facts = element("dl", { class: "facts", id: "model-facts" });
  const backend = choice(texts.backend, "backend", texts.backends, change);
  const filter = choice(texts.filter, "filter", texts.filters, change);
  const command = element("pre", { class: "command", id: "command", tabIndex: 0 });
  const hasWrap = ({ background }) => background === "image" || background === "color";
  const usesMask = ({ background }) => background !== "none";
  const hasSigmas = (settings) => usesMask(settings) && settings.filter !== "none";
  const controls = [
    source,
    check(texts.mirror, "mirror", change),
    number(texts.targetRate, "rate", { min: 1, max: 240 }, change),
    segments(texts.background, "background", texts.backgroundKinds, change),
    where(({ background }) => background === "blur", slider(texts.blur, "blur", {
      max: 20, step: 0.5, of: (value) => (typeof value === "number" ? value : 8),
      shown: (value) => (value === "demo" ? texts.blurOfDemo : `${value ?? 8} %`) }, change)),
    picture,
    where(({ background }) => background === "image", fileButton(
      texts.choosePicture, "image/*", "picture-file", actions.openPicture)),
    where(({ background }) => background === "image", choice(texts.fit, "fit", texts.fits, change)),
    where(({ background }) => background === "color", color(texts.color, "color", change)),
    model,
    backend,
    where(({ backend: name }) => name === "threads", number(texts.threadCount, "threads", { min: 2, max: 16 }, change)),
    choice(texts.preset, "preset", texts.presetNames, change),
    where(usesMask, filter),
    where(hasSigmas, slider(texts.sigmaSpace, "sigmaSpace", {
      max: 10, step: 0.1, shown: (value) => value.toFixed(1) }, change)),
    where(hasSigmas, slider(texts.sigmaColor, "sigmaColor", { max: 1, step: 0.01, shown: two }, change)),
    where(usesMask, rangePair(texts.coverage, ["coverageLow", "coverageHigh"],
      [texts.coverageLow, texts.coverageHigh], { max: 1, step: 0.01 }, change)),
    where(hasWrap, slider(texts.lightWrap, "lightWrap", {
      max: 1, step: 0.01, of: (value, settings) => value ?? (settings.background === "image" ? 0.3 : 0),
      shown: (value, settings) => two(value ?? (settings.background === "image" ? 0.3 : 0)) }, change)),
    where(hasWrap, choice(texts.blend, "blend", texts.blends, change)),
    where(hasWrap, choice(texts.wrapSource, "wrapSource", texts.wrapSources, change)),
    where(usesMask, check(texts.smoothing, "smoothing", change, ["off", "adaptive"])),
    where(usesMask, check(texts.decontaminate, "decontaminate", change)),
  ];
  const [, mirror, rate, kinds, blur, , pictureFile, fit, colorField, , , threads, preset, ...edges] = controls;
  document.getElementById("controls").append(
    panel("source", texts.source, true, source,
      fileButton(texts.chooseSource, "image/*,video/*,.tflite", "source-file", actions.openFile), mirror, rate),
    panel("background", texts.background, true, kinds, blur, picture, pictureFile, fit, colorField),
    panel("model", texts.model, true, model,
      fileButton(texts.chooseModel, ".tflite", "model-file", actions.openModel), facts, backend, threads),
    panel("edge", texts.edge, innerWidth > 900, preset, ...edges),
    panel("command", texts.command, false, element("p", { class: "label" }, texts.commandHint), command,
      button(texts.copyCommand, "copy", actions.copyCommand, { id: "copy-command" })));
  return {
    show(settings) { for (const control of controls) control.show(settings); },
    source, picture, model, facts, backend, filter, command, scene,
  };
}

/** The ways to look at it, the actions below the picture, and those of the whole page. */
export function makeTools(change, actions) {
  const views = segments(texts.view, "view", {
    result: texts.viewResult, split: texts.viewSplit, mask: texts.viewMask, overlay: texts.viewOverlay,
    original: texts.viewOriginal }, change);
  document.getElementById("views").append(views);
  const record = button(texts.record, "record", actions.record, { id: "record" });
  document.getElementById("actions").append(
    button(texts.downloadPicture, "download", actions.savePicture, { id: "save-picture", class: "button-primary" }),
    button(texts.downloadCutOut, "scissors", actions.saveCutOut, { id: "save-cutout" }),
    record,
    button(texts.secondWindow, "window", actions.openWindow, { id: "second-window" }));
  const theme = element("select", { id: "theme", "aria-label": texts.theme },
    element("option", { value: "auto" }, texts.themeAuto), element("option", { value: "light" }, texts.themeLight),
    element("option", { value: "dark" }, texts.themeDark));
  document.getElementById("bar-actions").append(
    button(texts.copyLink, "link", actions.copyLink, { id: "copy-link" }),
    button(texts.reset, "reset", actions.reset, { id: "reset" }), theme);
  return {
    show: views.show, theme,
    showRecording(isOn) {
      record.classList.toggle("button-live", isOn);
            record.setAttribute("aria-label", isOn ? texts.stopRecording : texts.record);
      record.replaceChildren(icon(isOn ? "stop" : "record"), element("span", {}, isOn ? texts.stopRecording : texts.record));
    },
  };
}

/** What is known of the model in use. */
export function showFacts(list, fileName, model) {
  const { factFile, factDigest, factInput, factMask, factMeaning, factRange, factSource, decodings } = texts;
  const from = (source) => (factSource[source] ? ` (${factSource[source]})` : "");
  list.replaceChildren(...[
    [factFile, model.name ? `${fileName}, ${model.name}` : fileName],
    [factInput, `${model.inputWidth}×${model.inputHeight}`], [factMask, `${model.maskWidth}×${model.maskHeight}`],
    [factMeaning, (decodings[model.kind] ?? model.kind) + from(model.kindSource)],
    [factRange, model.inputRange + from(model.inputRangeSource)], [factDigest, `${String(model.sha256).slice(0, 16)}…`],
  ].flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
