import { presets } from "../vbg/vbg.js";

/** Everything that a link can reproduce, at its default. Uploads are no part of links. */
export const defaults = Object.freeze({
  source: "pan",
  background: "image",
  picture: "dusk",
  fit: "cover",
  color: "#1f6f8b",
  model: "landscape",
  personClass: "",
  backend: "auto",
  threads: 2,
  rate: 60,
  mirror: false,
  inFront: "none",
  inFrontPosition: "bottom-right",
  view: "result",
  split: 50,
  preset: "standard",
  ...edgeOf("standard"),
});

/** A preset's options by the page's names; null is what the filter is meant for. */
export function edgeOf(name) {
  const { coverage, ...others } = presets[name];
  const [coverageLow, coverageHigh] = coverage ?? [null, null];
  return { ...others, coverageLow, coverageHigh };
}

/** The coverage that is in force. */
export function coverageOf({ filter, coverageLow, coverageHigh }) {
  const [low, high] = filter === "guided" ? [0, 1] : [0.5, 0.75];
  return [coverageLow ?? low, coverageHigh ?? high];
}

/** Whether people are looked for: also where the room shows as it is, but they are to be lit, or followed. */
export const usesMask = (settings) => settings.background !== "none" || settings.autoFrame
  || ["relight", "warmth", "dimBackground", "desaturateBackground"].some((name) => settings[name] !== 0);

/** Numbers' limits; all else is one of a list, or text. */
const limits = {
  threads: [2, 16], rate: [1, 240], split: [0, 100], blur: [0, 20], sigmaSpace: [0, 10], sigmaColor: [0, 1],
  coverageLow: [0, 1], coverageHigh: [0, 1], lightWrap: [0, 1], minArea: [0, 50], fillHoles: [0, 20],
  grow: [-100, 100], feather: [0, 100], relight: [-2, 2], warmth: [-100, 100], dimBackground: [0, 100],
  desaturateBackground: [0, 100], opacity: [0, 100],
};
/** Settings that can be left to the engine. */
const automatic = ["blur", "lightWrap", "coverageLow", "coverageHigh"];
const choices = {
  source: ["camera", "portrait", "scene", "pan"],
  background: ["none", "blur", "image", "color", "transparent"],
  picture: ["studio", "dusk", "shelves", "waves"],
  fit: ["cover", "contain", "stretch", "tile"],
  backend: ["auto", "plain", "relaxed", "threads"],
  view: ["result", "split", "mask", "overlay", "original"],
  preset: [...Object.keys(presets), "custom"],
  filter: ["guided", "exact", "separable", "none"],
  blend: ["screen", "linear-dodge"],
  wrapSource: ["sharp", "blurred"],
  wrapReach: ["contour", "coverage"],
  blurShape: ["gaussian", "disc"],
  framing: ["auto", "stretch"],
  inFront: ["none", "badge", "title"],
  inFrontPosition: [
    "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"],
  smoothing: ["off", "adaptive"],
};
const words = { color: /^#[0-9a-f]{6}$/i, model: /^[\w.-]{1,80}$/, personClass: /^[^\p{Cc}]{1,80}$/u };

/** Reads a value of an address; undefined where it is not one: a link by anybody breaks nothing. */
function read(name, text) {
  if (text === "auto" && automatic.includes(name)) return null;
  if (text === "demo" && name === "blur") return text;
  if (name in limits) {
    const [low, high] = limits[name], number = Number(text);
    return text !== "" && Number.isFinite(number) && number >= low && number <= high ? number : undefined;
  }
  if (name in choices) return choices[name].includes(text) ? text : undefined;
  if (name in words) return words[name].test(text) ? text : undefined;
  return text === "1" ? true : text === "0" ? false : undefined;
}

/** Writes a value for an address. */
const written = (value) => (value === null ? "auto" : typeof value === "boolean" ? Number(value) : value);

/** The settings of an address's fragment: those that are not named, or are wrong, are the defaults. */
export function settingsOf(fragment) {
  const found = new Map(new URLSearchParams(fragment.replace(/^#/, "")));
  const settings = { ...defaults };
  const preset = read("preset", found.get("preset") ?? "");
  if (preset && preset !== "custom") Object.assign(settings, edgeOf(preset));
  for (const [name, text] of found) {
    const value = Object.hasOwn(defaults, name) ? read(name, text) : undefined;
    if (value !== undefined) settings[name] = value;
  }
  if (settings.coverageLow === null && settings.coverageHigh === null) return settings;
  const [low, high] = coverageOf(settings);
  return { ...settings, coverageLow: Math.min(low, high), coverageHigh: high };
}

/** The fragment that reproduces settings: what differs from the defaults, in the order of these. */
export function fragmentOf(settings) {
  const base = { ...defaults, ...(presets[settings.preset] ? edgeOf(settings.preset) : {}) };
  base.preset = defaults.preset;
  const pairs = Object.keys(defaults).filter((name) => settings[name] !== base[name])
    .filter((name) => !(name in choices) || choices[name].includes(settings[name]))
    .filter((name) => name !== "model" || settings.model !== "own")
    .map((name) => [name, String(written(settings[name]))]);
  return new URLSearchParams(pairs).toString();
}

/** Whether choosing a setting makes own ones of a preset: a blur's strength is part of none but of `privacy`. */
export const isEdge = (name, preset) =>
  Object.hasOwn(edgeOf("standard"), name) && (name !== "blur" || preset === "privacy");

/** The library's options for settings. */
export function optionsOf(settings) {
  const { coverageLow, coverageHigh } = settings;
  const options = Object.fromEntries(
    Object.keys(presets.standard).filter((name) => name !== "coverage").map((name) => [name, settings[name]]));
  return {
    ...options, coverage: coverageLow === null && coverageHigh === null ? null : coverageOf(settings),
    background: settings.background, color: settings.color, fit: settings.fit, mirror: settings.mirror,
    inFrontPosition: settings.inFrontPosition,
    result: settings.view === "mask" || settings.view === "overlay" ? "mask" : "picture",
  };
}
