import { button, element, icon } from "./elements.js";
import { segments } from "./fields.js";
import { texts } from "./texts.js";

/** The ways to look at it, the actions below the picture, and those of the whole page. */
export function makeTools(change, actions) {
  const views = segments(texts.view, "view", {
    result: texts.viewResult, split: texts.viewSplit, mask: texts.viewMask, overlay: texts.viewOverlay,
    original: texts.viewOriginal }, change);
  document.getElementById("views").append(views);
  const record = button(texts.record, "record", actions.record, { id: "record" });
  document.getElementById("actions").append(
    button(texts.downloadPicture, "download", actions.savePicture, { id: "save-picture", class: "button-primary" }),
    button(texts.downloadCutOut, "scissors", actions.saveCutOut, { id: "save-cutout" }),
    record,
    button(texts.secondWindow, "window", actions.openWindow, { id: "second-window" }));
  const theme = element("select", { id: "theme", "aria-label": texts.theme },
    element("option", { value: "auto" }, texts.themeAuto), element("option", { value: "light" }, texts.themeLight),
    element("option", { value: "dark" }, texts.themeDark));
  document.getElementById("bar-actions").append(
    button(texts.copyLink, "link", actions.copyLink, { id: "copy-link" }),
    button(texts.reset, "reset", actions.reset, { id: "reset" }), theme);
  return {
    show: views.show, theme,
    showRecording(isOn) {
      record.classList.toggle("button-live", isOn);
      record.setAttribute("aria-label", isOn ? texts.stopRecording : texts.record);
      record.replaceChildren(icon(isOn ? "stop" : "record"), element("span", {}, isOn ? texts.stopRecording : texts.record));
    },
  };
}
