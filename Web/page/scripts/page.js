import { fragmentOf, isEdge, edgeOf, settingsOf } from "./settings.js";

/**
 * What all parts of the page share: the settings, and the parts that show them. Each part says what it does when
 * settings change (`when`); `change()` is what controls call.
 */
export const page = {
  settings: settingsOf(location.hash),
  panels: null,
  tools: null,
  view: null,
  figures: null,
  /** The loop; its `background` is the library's. */
  runner: null,
  /** The model in use: its file's name, its entry in the page's list or null, its bytes. */
  model: null,
};

const reactions = [];
const showers = [];

/**
 * Registers what follows when one of these settings was chosen; before `onlyOthers` reactions.
 * @param {string[]} names
 * @param {(before: object, changed: object) => void} react
 */
export function when(names, react) { reactions.push([names, react]); }

/** Registers what shows settings. */
export function shows(show) { showers.push(show); }

/** Shows what is in force, everywhere; the address follows. */
export function show() {
  const { settings } = page;
  for (const part of [page.panels, page.tools, page.view]) part.show(settings);
  page.runner.setSettings(settings);
  const fragment = fragmentOf(settings);
  history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  for (const shower of showers) shower(settings);
}

/** Takes over what the page itself found out, and shows it; nothing else follows. */
export function put(changed) {
  page.settings = { ...page.settings, ...changed };
  show();
}

/** Takes over what somebody chose, and lets follow what does; what was chosen by hand makes own settings of a preset. */
export function change(changed) {
  const before = page.settings;
  if (changed.preset && changed.preset !== "custom") changed = { ...edgeOf(changed.preset), ...changed };
  else if (Object.keys(changed).some((name) => isEdge(name, before.preset))) changed = { ...changed, preset: "custom" };
  put(changed);
  for (const [names, react] of reactions) {
    if (names.some((name) => name in changed)) react(before, changed);
  }
}
