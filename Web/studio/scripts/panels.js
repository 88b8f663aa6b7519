import { button, element } from "./elements.js";
import { check, choice, color, fileButton, rangePair, segments, slider, tiles } from "./fields.js";
import { blurOf, colorOf, coverageOf, isOn, kindOf, outlineOf, shapeOf, wrapOf } from "./settings.js";
import { panel, where } from "./panel.js";
import { texts } from "./texts.js";

/** A control of what is made of settings, in place of a setting. */
function of(compute, name, control) {
  const show = control.show;
  control.show = (settings) => show({ ...settings, [name]: compute(settings) });
  return control;
}

const two = (value) => value.toFixed(2);
const signed = (value) => (value > 0 ? `+${value}` : String(value).replace("-", "−"));
const isKind = (...kinds) => (settings) => kinds.includes(kindOf(settings));

/** A slider of a number that a session may not name: it is then `nothing`. */
const amount = (label, name, nothing, limits, change) =>
  of((settings) => settings[name] ?? nothing, name, slider(label, name, limits, change));

/** A box of a setting that is a switch, with the values that stand for off and on. */
const toggle = (label, name, change, values = [false, true]) =>
  of((settings) => values[Number(isOn(settings[name]))], name, check(label, name, change, values));

function backgroundControls(change, actions) {
  const isBlur = isKind("blur"), isImage = isKind("image");
  const pictures = tiles(texts.pictures, "picture", [], actions.choosePicture);
  pictures.id = "pictures";
  const other = element("p", { class: "summary", id: "picture-summary" });
  return { pictures, other, list: [
    of(kindOf, "kind", segments(texts.background, "kind", texts.backgroundKinds, change)),
    where(isBlur, of(blurOf, "blur", slider(texts.blur, "blur", {
      max: 20, step: 0.5, shown: (value) => `${value} %` }, change))),
    where(isBlur, of(shapeOf, "blur-shape", choice(texts.blurShape, "blur-shape", texts.blurShapes, change))),
    where(isKind("color"), of(colorOf, "color", color(texts.color, "color", change))),
    pictures, other,
    fileButton(texts.choosePicture, "image/*", "picture-file", actions.addPicture),
    where(isImage, choice(texts.fit, "fit", texts.fits, change))] };
}

function edgeControls(change) {
  const isJudged = (settings) => kindOf(settings) !== "none" || settings["auto-frame"];
  const hasSigmas = (settings) => isJudged(settings) && settings.filter !== "none";
  const hasWrap = isKind("image", "color");
  return [
    where(isJudged, choice(texts.filter, "filter", texts.filters, change)),
    where(hasSigmas, slider(texts.sigmaSpace, "sigma-space", {
      max: 10, step: 0.1, shown: (value) => value.toFixed(1) }, change)),
    where(hasSigmas, slider(texts.sigmaColor, "sigma-color", { max: 1, step: 0.01, shown: two }, change)),
    where(isJudged, rangePair(texts.coverage, ["coverageLow", "coverageHigh"],
      [texts.coverageLow, texts.coverageHigh], { max: 1, step: 0.01, of: coverageOf }, change)),
    where(hasWrap, of(wrapOf, "light-wrap", slider(texts.lightWrap, "light-wrap", {
      max: 1, step: 0.01, shown: two }, change))),
    where(hasWrap, choice(texts.blend, "blend", texts.blends, change)),
    where(hasWrap, choice(texts.wrapSource, "wrap-source", texts.wrapSources, change)),
    where(hasWrap, choice(texts.wrapReach, "wrap-reach", texts.wrapReaches, change)),
    where(isJudged, toggle(texts.smooth, "smooth", change, ["off", "adaptive"])),
    where(isJudged, toggle(texts.decontaminate, "decontaminate", change))];
}

function peopleControls(change) {
  return [
    toggle(texts.mirror, "mirror", change), toggle(texts.autoFrame, "auto-frame", change),
    toggle(texts.onlyMainPerson, "only-main-person", change),
    amount(texts.minArea, "min-area", 0, { max: 50, step: 0.5 }, change),
    amount(texts.fillHoles, "fill-holes", 0, { max: 20, step: 0.5 }, change),
    of(outlineOf, "outline", slider(texts.grow, "outline", { min: -100, max: 100, step: 1, shown: signed }, change)),
    amount(texts.feather, "feather", 0, { max: 100, step: 1 }, change),
    amount(texts.opacity, "opacity", 100, { max: 100, step: 1 }, change)];
}

function lightControls(change) {
  return [
    amount(texts.relight, "relight", 0, { min: -2, max: 2, step: 0.1, shown: signed }, change),
    amount(texts.warmth, "warmth", 0, { min: -100, max: 100, step: 1, shown: signed }, change),
    amount(texts.dimBackground, "dim-background", 0, { max: 100, step: 1 }, change),
    amount(texts.desaturateBackground, "desaturate-background", 0, { max: 100, step: 1 }, change)];
}

/**
 * All controls at the right.
 *
 * @param {(changed: object) => void} change is told what somebody sets
 * @param {object} actions `choosePicture({picture})`, `addPicture(file)`, `choosePreset({preset})`, `copyCommand()`
 */
export function makePanels(change, actions) {
  const isWide = innerWidth > 900;
  const background = backgroundControls(change, actions);
  const preset = choice(texts.preset, "preset", {}, actions.choosePreset);
  const summary = element("p", { class: "summary", id: "preset-summary" });
  const command = element("pre", { class: "command", id: "command", tabIndex: 0 });
  const groups = [
    ["background", true, background.list], ["presets", true, [preset, summary]], ["edge", isWide, edgeControls(change)],
    ["people", false, peopleControls(change)], ["light", false, lightControls(change)],
    ["command", false, [element("p", { class: "label" }, texts.commandHint), command,
      button(texts.copyCommand, "copy", actions.copyCommand, { id: "copy-command" })]]];
  document.getElementById("controls").append(
    ...groups.map(([id, isOpen, list]) => panel(id, texts[id], isOpen, list)));
  const controls = groups.flatMap(([, , list]) => list).filter((control) => control !== preset);
  return {
    show(settings) { for (const control of controls) control.show?.(settings); },
    pictures: background.pictures, other: background.other, preset, summary, command,
  };
}
