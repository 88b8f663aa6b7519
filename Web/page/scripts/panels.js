import { button, element, icon } from "./elements.js";
import { check, choice, color, fileButton, number, rangePair, segments, slider, tiles } from "./fields.js";
import { drawings, drawnPicture } from "./scenes.js";
import { coverageOf, usesMask } from "./settings.js";
import { panel, where } from "./panel.js";
import { texts } from "./texts.js";

const thumbOf = (name) => drawnPicture(name, 148, 111);
const two = (value) => value.toFixed(2);
const signed = (value) => (value > 0 ? `+${value}` : String(value).replace("-", "−"));

const isBackground = (...kinds) => ({ background }) => kinds.includes(background);

// Each function makes the controls of a panel, in their order; those of which others must know have names.

function sourceControls(change, actions) {
  const scene = document.createElement("canvas");
  const source = tiles(texts.source, "source", [
    ["camera", texts.sourceCamera, icon("camera")],
    ["portrait", texts.sourcePortrait, icon("photo")],
    ["pan", texts.sourcePan, icon("photo")],
    ["scene", texts.sourceScene, scene],
  ], change, { isTitled: true });
  return {
    named: { source, scene },
    list: [
      source, fileButton(texts.chooseSource, "image/*,video/*,.tflite", "source-file", actions.take),
      check(texts.mirror, "mirror", change), number(texts.targetRate, "rate", { min: 1, max: 240 }, change)],
  };
}

function backgroundControls(change, actions) {
  const isBlur = isBackground("blur"), isImage = isBackground("image");
  const picture = where(isImage, tiles(
    texts.pictures, "picture", Object.keys(drawings).map((name) => [name, texts.pictureNames[name], thumbOf(name)]), change));
  return {
    named: { picture },
    list: [
      segments(texts.background, "background", texts.backgroundKinds, change),
      where(isBlur, slider(texts.blur, "blur", {
        max: 20, step: 0.5, of: (value) => (typeof value === "number" ? value : 8),
        shown: (value) => (value === "demo" ? texts.blurOfDemo : `${value ?? 8} %`) }, change)),
      where((settings) => isBlur(settings) && settings.blur !== "demo",
        choice(texts.blurShape, "blurShape", texts.blurShapes, change)),
      picture,
      where(isImage, fileButton(texts.choosePicture, "image/*", "picture-file", actions.takePicture)),
      where(isImage, choice(texts.fit, "fit", texts.fits, change)),
      where(isBackground("color"), color(texts.color, "color", change))],
  };
}

function modelControls(change, actions) {
  const model = choice(texts.modelChoice, "model", {}, change);
  const personClass = choice(texts.personClass, "personClass", {}, change);
  const facts = element("dl", { class: "facts", id: "model-facts" });
  const backend = choice(texts.backend, "backend", texts.backends, change);
  return {
    named: { model, personClass, facts, backend },
    list: [
      model, fileButton(texts.chooseModel, ".tflite", "model-file", actions.takeModel),
      where(() => personClass.isOffered === true, personClass), facts,
      check(texts.framing, "framing", change, ["auto", "stretch"]), backend,
      where((settings) => settings.backend === "threads",
        number(texts.threadCount, "threads", { min: 2, max: 16 }, change))],
  };
}

function edgeControls(change) {
  const hasWrap = isBackground("image", "color");
  const hasSigmas = (settings) => usesMask(settings) && settings.filter !== "none";
  const wrapOf = (value, { background }) => value ?? (background === "image" ? 0.3 : 0);
  return {
    named: {},
    list: [
      choice(texts.preset, "preset", texts.presetNames, change),
      where(usesMask, choice(texts.filter, "filter", texts.filters, change)),
      where(hasSigmas, slider(texts.sigmaSpace, "sigmaSpace", {
        max: 10, step: 0.1, shown: (value) => value.toFixed(1) }, change)),
      where(hasSigmas, slider(texts.sigmaColor, "sigmaColor", { max: 1, step: 0.01, shown: two }, change)),
      where(usesMask, rangePair(texts.coverage, ["coverageLow", "coverageHigh"],
        [texts.coverageLow, texts.coverageHigh], { max: 1, step: 0.01, of: coverageOf }, change)),
      where(hasWrap, slider(texts.lightWrap, "lightWrap", {
        max: 1, step: 0.01, of: wrapOf, shown: (value, settings) => two(wrapOf(value, settings)) }, change)),
      where(hasWrap, choice(texts.blend, "blend", texts.blends, change)),
      where(hasWrap, choice(texts.wrapSource, "wrapSource", texts.wrapSources, change)),
      where(hasWrap, choice(texts.wrapReach, "wrapReach", texts.wrapReaches, change)),
      where(usesMask, check(texts.smoothing, "smoothing", change, ["off", "adaptive"])),
      where(usesMask, check(texts.decontaminate, "decontaminate", change)),
      where(usesMask, check(texts.matting, "matting", change))],
  };
}

function peopleControls(change) {
  const controls = [
    check(texts.onlyMainPerson, "onlyMainPerson", change),
    slider(texts.minArea, "minArea", { max: 50, step: 0.5 }, change),
    slider(texts.fillHoles, "fillHoles", { max: 20, step: 0.5 }, change),
    slider(texts.grow, "grow", { min: -100, max: 100, step: 1, shown: signed }, change),
    slider(texts.feather, "feather", { max: 100, step: 1 }, change),
    slider(texts.opacity, "opacity", { max: 100, step: 1 }, change)];
  return {
    named: {},
    list: [...controls.map((control) => where(usesMask, control)), check(texts.autoFrame, "autoFrame", change)],
  };
}

function studioControls(change, actions) {
  const inFront = choice(texts.inFront, "inFront", texts.fronts, change);
  return {
    named: { inFront },
    list: [
      slider(texts.relight, "relight", { min: -2, max: 2, step: 0.1, shown: signed }, change),
      slider(texts.warmth, "warmth", { min: -100, max: 100, step: 1, shown: signed }, change),
      slider(texts.dimBackground, "dimBackground", { max: 100, step: 1 }, change),
      slider(texts.desaturateBackground, "desaturateBackground", { max: 100, step: 1 }, change),
      inFront, fileButton(texts.chooseFront, "image/*", "front-file", actions.takeFront),
      where((settings) => settings.inFront !== "none",
        choice(texts.inFrontPosition, "inFrontPosition", texts.places, change))],
  };
}

/**
 * All controls at the right.
 *
 * @param {(changed: object) => void} change is told what somebody sets
 * @param {object} actions `take`, `takePicture`, `takeFront` and `takeModel` of a file; `copyCommand()`
 */
export function makePanels(change, actions) {
  const isWide = innerWidth > 900;
  const panels = [
    ["source", true, sourceControls(change, actions)], ["background", true, backgroundControls(change, actions)],
    ["model", true, modelControls(change, actions)], ["edge", isWide, edgeControls(change)],
    ["people", false, peopleControls(change)], ["studio", false, studioControls(change, actions)]];
  const command = element("pre", { class: "command", id: "command", tabIndex: 0 });
  document.getElementById("controls").append(
    ...panels.map(([id, isOpen, { list }]) => panel(id, texts[id], isOpen, list)),
    panel("command", texts.command, false, [
      element("p", { class: "label" }, texts.commandHint), command,
      button(texts.copyCommand, "copy", actions.copyCommand, { id: "copy-command" })]));
  const controls = panels.flatMap(([, , { list }]) => list);
  return {
    show(settings) { for (const control of controls) control.show?.(settings); },
    ...Object.assign({}, ...panels.map(([, , { named }]) => named)), command,
  };
}

/** What is known of the model in use. */
export function showFacts(list, fileName, model) {
  const { factFile, factDigest, factInput, factMask, factMeaning, factClasses, factRange, factSource, decodings } = texts;
  const from = (source) => (factSource[source] ? ` (${factSource[source]})` : "");
  list.replaceChildren(...[
    [factFile, model.name ? `${fileName}, ${model.name}` : fileName],
    [factInput, `${model.inputWidth}×${model.inputHeight}`], [factMask, `${model.maskWidth}×${model.maskHeight}`],
    [factMeaning, (decodings[model.kind] ?? model.kind) + from(model.kindSource)],
    ...(model.classes ? [[factClasses, model.classes + from(model.classesSource)]] : []),
    [factRange, model.inputRange + from(model.inputRangeSource)], [factDigest, `${String(model.sha256).slice(0, 16)}…`],
  ].flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
