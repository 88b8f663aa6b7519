import { BackgroundError } from "./errors.js";
import { commandDefaults, commandPresets } from "./preset-table.js";

/** What options that say no more than "off" are where nothing is named. */
const neutral = {
  blurShape: "gaussian", lightWrap: null, decontaminate: false, matting: false, onlyMainPerson: false, minArea: 0, fillHoles: 0,
  grow: 0, feather: 0, relight: 0, warmth: 0, dimBackground: 0, desaturateBackground: 0, opacity: 100,
  autoFrame: false,
};

/** Words of the commands whose options have another name here, or none. */
const names = { smooth: "smoothing", shrink: null, "in-front-position": null };

const camel = (word) => word.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** The options of a table of the commands; what a table leaves to the default is that of `base`. */
function translated(table, base) {
  const options = {};
  for (const [word, value] of Object.entries(table)) {
    const name = word in names ? names[word] : camel(word);
    if (name === null) continue;
    options[name] = value === null ? base[name]
      : name === "decontaminate" || name === "matting" ? value === "on"
      : name === "blur" && value === true ? null : value;
  }
  return options;
}

// Coverage follows the filter.
const standard = { ...neutral, ...translated(commandDefaults, neutral), coverage: null };
// The demo makes no mask steady, of which the commands' preset, for stills and films alike, says nothing.
const demo = { ...standard, ...translated(commandPresets.demo, standard), smoothing: "off" };
const privacy = { ...standard, ...translated(commandPresets.privacy, standard) };
const simple = { ...demo, filter: "none", coverage: [0, 1], lightWrap: 0 };

/**
 * Named sets of options: all that decides how people and edges look, nothing of what stands behind.
 * `standard` is what the commands do unasked; `demo` the exact maths of the browser demo that set the standard
 * (Volcomix/virtual-background, WebGL 2); `privacy` a blur that hides writing and faces too; `simple` that demo's
 * Canvas 2D pipeline: the mask enlarged and smoothed.
 */
export const presets = Object.freeze(Object.fromEntries(
  Object.entries({ standard, demo, privacy, simple }).map(([name, options]) => [name, Object.freeze(options)])));

/**
 * The options of a preset.
 * @throws {BackgroundError} `option`
 */
export function presetNamed(name) {
  if (Object.hasOwn(presets, name)) return presets[name];
  throw new BackgroundError(
    "option", `expected a preset of ${Object.keys(presets).join(", ")}, found '${name}'.`);
}
