import { BackgroundError } from "./errors.js";

/**
 * Named sets of options: all that decides how an edge looks, nothing of what stands behind the person.
 * `standard` is what the library does unasked; `demo` the exact maths of the browser demo that set the standard
 * (Volcomix/virtual-background, WebGL 2); `simple` that demo's Canvas 2D pipeline: the mask enlarged and smoothed.
 */
export const presets = Object.freeze({
  standard: Object.freeze({
    filter: "exact", sigmaSpace: 1, sigmaColor: 0.1, coverage: [0.5, 0.75], lightWrap: null,
    blend: "screen", wrapSource: "sharp", decontaminate: false, smoothing: "adaptive", blur: 8,
  }),
  demo: Object.freeze({
    filter: "exact", sigmaSpace: 1, sigmaColor: 0.1, coverage: [0.5, 0.75], lightWrap: null,
    blend: "screen", wrapSource: "sharp", decontaminate: false, smoothing: "off", blur: "demo",
  }),
  simple: Object.freeze({
    filter: "none", sigmaSpace: 1, sigmaColor: 0.1, coverage: [0, 1], lightWrap: 0,
    blend: "screen", wrapSource: "sharp", decontaminate: false, smoothing: "off", blur: "demo",
  }),
});

/**
 * The options of a preset.
 * @throws {BackgroundError} `option`
 */
export function presetNamed(name) {
  if (Object.hasOwn(presets, name)) return presets[name];
  throw new BackgroundError(
    "option", `expected a preset of ${Object.keys(presets).join(", ")}, found '${name}'.`);
}
