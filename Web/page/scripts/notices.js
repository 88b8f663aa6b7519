import { element } from "./elements.js";
import { filled } from "./filling.js";
import { texts } from "./texts.js";

const list = document.getElementById("notices");
const shown = new Map();

/** Takes a notice away. */
export function dismiss(key) {
  shown.get(key)?.remove();
  shown.delete(key);
}

/**
 * Says something where everybody sees and hears it, until it is dismissed.
 *
 * @param {string} key of the text; the same one is shown once
 * @param {object} [values] what is put in
 * @param {{seconds?: number}} [options] time after which it goes by itself
 */
export function say(key, values = {}, { seconds } = {}) {
  const text = filled(texts[key], values);
  // What is said already is not said again to those who listen.
  if (shown.get(key)?.firstChild.textContent === text) return;
  dismiss(key);
  const isError = key.startsWith("error");
  const close = element("button", { type: "button", class: "button-close", "aria-label": texts.dismiss }, "×");
  const notice = element("div", {
    class: isError ? "notice notice-error" : "notice", "data-notice": key, role: isError ? "alert" : null,
  }, element("p", {}, text), close);
  close.addEventListener("click", () => dismiss(key));
  shown.set(key, notice);
  list.append(notice);
  while (shown.size > 4) dismiss(shown.keys().next().value);
  if (seconds) setTimeout(() => { if (shown.get(key) === notice) dismiss(key); }, seconds * 1000);
}
