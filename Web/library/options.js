import { BackgroundError } from "./errors.js";
import { presetNamed } from "./presets.js";

/** Says whether a value is a number within limits, both included. */
const within = (low, high) => (value) => typeof value === "number" && value >= low && value <= high;
const oneOf = (...names) => (value) => names.includes(value);
const orNull = (test) => (value) => value === null || test(value);
const isPair = (value) => Array.isArray(value) && value.length === 2
  && value.every(within(0, 1)) && value[0] <= value[1];

const isSwitch = [(value) => typeof value === "boolean", "true or false"];
const perCent = [within(0, 100), "0 to 100 per cent"];
const places = [
  "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right",
];

/** What each option may be, with the words for it. Units: per cent of the frame's height for `blur`, cells of the
 * mask for `sigmaSpace`, shares of 1 for `sigmaColor`, `coverage` and `lightWrap`. */
const rules = {
  background: [oneOf("blur", "image", "color", "transparent", "none"),
    "blur, image, color, transparent or none"],
  blur: [(value) => value === null || value === "demo" || within(0, 20)(value),
    "a radius in per cent of the frame's height, 0 to 20, or 'demo', or null"],
  blurShape: [oneOf("gaussian", "disc"), "gaussian or disc"],
  filter: [(value) => typeof value === "string", "the name of a filter"],
  sigmaSpace: [within(0, 10), "0 to 10 cells of the mask"],
  sigmaColor: [within(0, 1), "0 to 1"],
  coverage: [orNull(isPair), "two numbers [lo, hi], 0 to 1, lo not above hi, or null"],
  lightWrap: [orNull(within(0, 1)), "0 to 1, or null"],
  blend: [oneOf("screen", "linear-dodge"), "screen or linear-dodge"],
  wrapSource: [oneOf("sharp", "blurred"), "sharp or blurred"],
  wrapReach: [oneOf("contour", "coverage"), "contour or coverage"],
  smoothing: [oneOf("off", "adaptive"), "off or adaptive"],
  decontaminate: isSwitch,
  matting: isSwitch,
  mirror: isSwitch,
  framing: [oneOf("auto", "stretch"), "auto or stretch"],
  onlyMainPerson: isSwitch,
  minArea: [within(0, 50), "0 to 50 per cent of the frame"],
  fillHoles: [within(0, 20), "0 to 20 per cent of the frame"],
  grow: [within(-100, 100), "-100 to 100 pixels of the frame"],
  feather: [within(0, 100), "0 to 100 pixels of the frame"],
  relight: [within(-2, 2), "-2 to 2 stops"],
  warmth: [within(-100, 100), "-100 to 100 per cent"],
  dimBackground: perCent,
  desaturateBackground: perCent,
  opacity: perCent,
  autoFrame: isSwitch,
  result: [oneOf("picture", "mask"), "picture or mask"],
  reuse: [within(-1, 255), "levels of 255, -1 for never"],
};

/** Checks where a picture in front is. @throws {BackgroundError} `option` */
export function checkPlace(place) {
  if (places.includes(place)) return;
  throw new BackgroundError("option", `expected inFrontPosition to be ${places.join(", ")}, found '${place}'.`);
}

/** Checks how a picture comes to the frame's size. @throws {BackgroundError} `option` */
export function checkFit(fit) {
  if (["cover", "contain", "stretch", "tile"].includes(fit)) return;
  throw new BackgroundError("option", `expected fit to be cover, contain, stretch or tile, found '${fit}'.`);
}

/** Reads `#rgb`, `#rrggbb` or three numbers 0 to 255; anything else that CSS knows is read by a canvas. */
function colorChannels(color) {
  if (Array.isArray(color) && color.length === 3 && color.every(within(0, 255))) return color.map(Math.round);
  const text = String(color).trim();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) return short.slice(1).map((digit) => parseInt(digit + digit, 16));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (long) return long.slice(1).map((digits) => parseInt(digits, 16));
  if (globalThis.CSS?.supports?.("color", text) && globalThis.OffscreenCanvas) {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    if (alpha === 255) return [red, green, blue];
  }
  throw new BackgroundError("option", `expected an opaque color such as '#00b140', found '${text}'.`);
}

/**
 * Makes what the engine is told of what a caller asks for: presets are spelled out, everything is checked.
 *
 * @param {object} asked options of `set()`, without pictures and their places, `model` and `backend`
 * @returns {object} the engine's options: only keys that were asked for
 * @throws {BackgroundError} `option`, for the first that is wrong; then nothing has changed
 */
export function engineOptions(asked) {
  const { preset, color, ...others } = asked;
  const options = preset === undefined ? {} : { ...presetNamed(preset) };
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : null;
    if (!rule) {
      throw new BackgroundError(
        "option", `expected one of ${Object.keys(rules).join(", ")}, preset, color, image or inFront, found '${name}'.`);
    }
    if (!rule[0](value)) {
      throw new BackgroundError("option", `expected ${name} to be ${rule[1]}, found ${JSON.stringify(value)}.`);
    }
    options[name] = value;
  }
  if (color !== undefined) options.color = colorChannels(color);
  return options;
}
