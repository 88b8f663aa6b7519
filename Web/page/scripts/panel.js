import { element } from "./elements.js";

/** A panel that opens and closes, with controls below its title. */
export function panel(id, title, isOpen, controls) {
  const details = element("details", { open: isOpen, id: `panel-${id}` },
    element("summary", {}, element("h2", {}, title)), element("div", { class: "panel-body" }, ...controls));
  return element("section", { class: "panel", "aria-label": title }, details);
}

/** A control that is shown only while a condition on settings holds. */
export function where(condition, control) {
  const show = control.show;
  control.show = (settings) => {
    control.hidden = !condition(settings);
    show?.(settings);
  };
  return control;
}
