import { element, icon } from "./elements.js";

let count = 0;
const freshId = (name) => `field-${name}-${++count}`;

// Controls tied to a setting. Each is an element with `show(settings)`, which takes what is in force, and calls
// `change({name: value})` when somebody uses it.

/** A slider with its value beside it. */
export function slider(label, name, { min = 0, max, step, shown = String, of = (value) => value }, change) {
  const id = freshId(name);
  const output = element("output", { for: id });
  const input = element("input", { type: "range", id, min, max, step, name });
  input.addEventListener("input", () => change({ [name]: Number(input.value) }));
  const made = element("div", { class: "field" },
    element("div", { class: "field-head" }, element("label", { for: id }, label), output), input);
  made.show = (settings) => {
    input.value = of(settings[name], settings);
    output.textContent = shown(settings[name], settings);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  return made;
}

/** Two thumbs of one track: `low` and `high`, which do not pass each other; `of(settings)` gives both values. */
export function rangePair(label, [low, high], [lowLabel, highLabel], { max, step, of }, change) {
  const output = element("output");
  const inputs = [[low, lowLabel], [high, highLabel]].map(([name, text]) => element("input", {
    type: "range", min: 0, max, step, name, "aria-label": text }));
  const [first, second] = inputs;
  const both = () => [Number(first.value), Number(second.value)];
  first.addEventListener("input", () => {
    const [value, limit] = both();
    change({ [low]: Math.min(value, limit), [high]: limit });
  });
  second.addEventListener("input", () => {
    const [limit, value] = both();
    change({ [low]: limit, [high]: Math.max(value, limit) });
  });
  const track = element("div", { class: "range-pair" }, ...inputs);
  const made = element("div", { class: "field", role: "group", "aria-label": label },
    element("div", { class: "field-head" }, element("span", { class: "label" }, label), output), track);
  made.show = (settings) => {
    const [from, to] = of(settings);
    first.value = from;
    second.value = to;
    // The thumb that can still move lies above where both meet.
    first.style.zIndex = from > max / 2 ? 2 : 1;
    second.style.zIndex = from > max / 2 ? 1 : 2;
    track.style.setProperty("--low", `${(from / max) * 100}%`);
    track.style.setProperty("--high", `${(to / max) * 100}%`);
    output.textContent = `${from.toFixed(2)} – ${to.toFixed(2)}`;
  };
  return made;
}

/** A list to choose one of. `set(options)` replaces what it offers. */
export function choice(label, name, options, change) {
  const id = freshId(name);
  const select = element("select", { id, name });
  select.addEventListener("change", () => change({ [name]: select.value }));
  const made = element("div", { class: "field" }, element("label", { for: id }, label), select);
  made.set = (entries) => select.replaceChildren(
    ...entries.map(([value, text, disabled]) => element("option", { value, disabled: Boolean(disabled) }, text)));
  made.set(Object.entries(options));
  made.show = (settings) => { select.value = settings[name]; };
  made.disable = (value, isDisabled) => {
    for (const option of select.options) if (option.value === value) option.disabled = isDisabled;
  };
  return made;
}

/** A few words of which one is chosen, side by side. */
export function segments(label, name, options, change) {
  const group = freshId(name);
  const inputs = Object.entries(options).map(([value, text]) => {
    const input = element("input", { type: "radio", name: group, value, "data-setting": name });
    input.addEventListener("change", () => change({ [name]: value }));
    return element("label", {}, input, text);
  });
  const made = element("div", { class: "segments", role: "radiogroup", "aria-label": label }, ...inputs);
  made.show = (settings) => {
    for (const label of inputs) label.firstChild.checked = label.firstChild.value === settings[name];
  };
  return made;
}

/**
 * Pictures of which one is chosen. `add(value, text, thumb)` adds one, or replaces it; where the panel's title says
 * already what is chosen, the label is for screen readers alone.
 * @param {[value: string, text: string, thumb: Node][]} entries
 */
export function tiles(label, name, entries, change, { isTitled = false } = {}) {
  const group = freshId(name);
  const list = element("div", { class: "tiles", role: "radiogroup", "aria-label": label });
  const made = element("div", { class: "field" },
    isTitled ? null : element("span", { class: "label", "aria-hidden": "true" }, label), list);
  const labels = new Map();
  made.add = (value, text, thumb) => {
    const input = element("input", { type: "radio", name: group, value, "data-setting": name });
    // Also a click on what is chosen already: a camera that was lost is tried again.
    input.addEventListener("click", () => change({ [name]: value }));
    const tile = element("label", { class: "tile" }, input, element("span", { class: "thumb" }, thumb), text);
    if (labels.has(value)) labels.get(value).replaceWith(tile);
    else list.append(tile);
    labels.set(value, tile);
    input.checked = made.shown === value;
  };
  for (const entry of entries) made.add(...entry);
  made.show = (settings) => {
    made.shown = settings[name];
    for (const [value, tile] of labels) tile.querySelector("input").checked = value === settings[name];
  };
  return made;
}

/** A box to tick; `values` are what it stands for, unticked and ticked. */
export function check(label, name, change, values = [false, true]) {
  const id = freshId(name);
  const input = element("input", { type: "checkbox", id, name });
  input.addEventListener("change", () => change({ [name]: values[Number(input.checked)] }));
  const made = element("div", { class: "check" }, input, element("label", { for: id }, label));
  made.show = (settings) => { input.checked = settings[name] === values[1]; };
  return made;
}

/** A number to type. What is out of range is not taken. */
export function number(label, name, { min, max, step = 1 }, change) {
  const id = freshId(name);
  const input = element("input", { type: "number", id, name, min, max, step, inputMode: "numeric" });
  input.addEventListener("input", () => {
    const value = Number(input.value);
    if (input.value !== "" && value >= min && value <= max) change({ [name]: value });
  });
  const made = element("div", { class: "field" }, element("label", { for: id }, label), input);
  input.addEventListener("blur", () => made.show(made.last));
  made.show = (settings) => {
    made.last = settings;
    if (document.activeElement !== input) input.value = settings[name];
  };
  return made;
}

/** A color to choose. */
export function color(label, name, change) {
  const id = freshId(name);
  const input = element("input", { type: "color", id, name });
  input.addEventListener("input", () => change({ [name]: input.value }));
  const made = element("div", { class: "field" }, element("label", { for: id }, label), input);
  made.show = (settings) => { input.value = settings[name]; };
  return made;
}

/** A button that chooses a file. */
export function fileButton(label, accept, id, onFile) {
  const input = element("input", { type: "file", accept, id });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    if (file) onFile(file);
  });
  return element("label", { class: "file-button" }, icon("upload"), label, input);
}
