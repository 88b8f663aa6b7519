// The settings of a session by the names of its configuration, and what controls make of them.

/** What stands behind the person. */
export function kindOf(settings) {
  if (settings.background !== undefined) return "image";
  if (settings.color !== undefined) return "color";
  return settings.none ? "none" : "blur";
}

/** The color as a control takes it. */
export const colorOf = ({ color }) => color?.match(/^#[0-9a-f]{6}/i)?.[0] ?? "#1f6f8b";

/** The blur's strength; `true` is the usual one. */
export const blurOf = ({ blur }) => (typeof blur === "number" ? blur : 8);

/** The blur's shape in force. */
export const shapeOf = (settings) => settings["blur-shape"] ?? "gaussian";

/** The coverage in force. */
export const coverageOf = ({ coverage, filter }) => coverage ?? (filter === "guided" ? [0, 1] : [0.5, 0.75]);

/** Light wrapping in force. */
export const wrapOf = (settings) => settings["light-wrap"] ?? (kindOf(settings) === "image" ? 0.3 : 0);

/** The outline's move: outward is more than 0. */
export const outlineOf = ({ grow, shrink }) => grow ?? -(shrink ?? 0);

/** Whether a setting that is a switch, or a word for one, is on. */
export const isOn = (value) => value === true || value === "on" || value === "adaptive";

/** What a session is told for what somebody chose: names and values as its configuration has them. */
export function changesOf(chosen, settings) {
  const changes = {};
  for (const [name, value] of Object.entries(chosen)) {
    if (name === "kind") Object.assign(changes, choiceOf(value, settings));
    else if (name === "coverageLow" || name === "coverageHigh") {
      changes.coverage = [chosen.coverageLow, chosen.coverageHigh];
    } else if (name === "outline") Object.assign(changes, value < 0 ? { shrink: -value } : { grow: value });
    else changes[name] = value;
  }
  return changes;
}

/** What a kind of background is made of; a picture is chosen by itself. */
function choiceOf(kind, settings) {
  if (kind === "blur") return { blur: typeof settings.blur === "number" ? settings.blur : 8 };
  if (kind === "color") return { color: colorOf(settings) };
  return kind === "none" ? { none: true } : {};
}

const choices = ["blur", "color", "none", "background"];
const outlines = ["grow", "shrink"];

/** Settings with changes that are on their way: of a choice only one is left. */
export function withChanges(settings, changes) {
  const result = { ...settings };
  for (const group of [choices, outlines]) {
    if (group.some((name) => name in changes)) for (const name of group) delete result[name];
  }
  return Object.assign(result, changes);
}
