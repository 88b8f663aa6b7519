import { presets } from "../vbg/vbg.js";

/** Everything that a link can reproduce, at its default. Uploads are no part of links. */
export const defaults = Object.freeze({
  source: "pan",
  background: "image",
  picture: "dusk",
  fit: "cover",
  color: "#1f6f8b",
  model: "landscape",
  backend: "auto",
  threads: 2,
  rate: 60,
  mirror: false,
  view: "result",
  split: 50,
  preset: "standard",
  ...edgeOf("standard"),
});

/** A preset's options by the page's names. */
export function edgeOf(name) {
  const { coverage: [coverageLow, coverageHigh], ...others } = presets[name];
  return { ...others, coverageLow, coverageHigh };
}

/** Numbers' limits; all else is one of a list, or text. */
const limits = {
  threads: [2, 16], rate: [1, 240], split: [0, 100], blur: [0, 20], sigmaSpace: [0, 10], sigmaColor: [0, 1],
  coverageLow: [0, 1], coverageHigh: [0, 1], lightWrap: [0, 1],
};
const choices = {
  source: ["camera", "portrait", "scene", "pan"],
  background: ["none", "blur", "image", "color", "transparent"],
  picture: ["studio", "dusk", "shelves", "waves"],
  fit: ["cover", "contain", "stretch", "tile"],
  backend: ["auto", "plain", "relaxed", "threads"],
  view: ["result", "split", "mask", "overlay", "original"],
  preset: [...Object.keys(presets), "custom"],
  blend: ["screen", "linear-dodge"],
  wrapSource: ["sharp", "blurred"],
  smoothing: ["off", "adaptive"],
};
const words = { color: /^#[0-9a-f]{6}$/i, model: /^[\w.-]{1,80}$/, filter: /^[a-z-]{1,30}$/ };

/** Reads a value of an address; undefined where it is not one: a link by anybody breaks nothing. */
function read(name, text) {
  if (text === "auto" && (name === "blur" || name === "lightWrap")) return null;
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
  if (settings.coverageLow > settings.coverageHigh) settings.coverageLow = settings.coverageHigh;
  return settings;
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

/** Whether a setting is one of a preset's. */
export const isEdge = (name) => Object.hasOwn(edgeOf("standard"), name);

/** The library's options for settings. */
export function optionsOf(settings) {
  return {
    background: settings.background, blur: settings.blur, color: settings.color, fit: settings.fit,
    filter: settings.filter, sigmaSpace: settings.sigmaSpace, sigmaColor: settings.sigmaColor,
    coverage: [settings.coverageLow, settings.coverageHigh], lightWrap: settings.lightWrap, blend: settings.blend,
    wrapSource: settings.wrapSource, smoothing: settings.smoothing, decontaminate: settings.decontaminate,
    mirror: settings.mirror,
    result: settings.view === "mask" || settings.view === "overlay" ? "mask" : "picture",
  };
}
