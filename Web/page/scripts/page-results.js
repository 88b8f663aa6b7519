import { say } from "./notices.js";
import { change, page, show } from "./page.js";
import { offer, Recording, savePicture } from "./saving.js";
import { SecondWindow } from "./second-window.js";
import { defaults, optionsOf } from "./settings.js";
import { tell } from "./telling.js";

// What goes out of the page: files, the second window, texts to copy.

let recording = null;
const secondWindow = new SecondWindow(() => page.view.sharedCanvas);

export const isRecording = () => recording !== null;

/** Whether somebody sees the result while the page is hidden. */
export const isWatched = () => secondWindow.isWatched || isRecording();

async function save(isCutOut) {
  const { runner, settings } = page;
  if (!runner.source || !runner.background) return;
  try {
    await savePicture(runner, optionsOf(settings), isCutOut);
  } catch (error) {
    tell(error);
  }
}

async function record() {
  if (recording) {
    const ended = recording;
    recording = null;
    page.tools.showRecording(false);
    return offer(await ended.stop(), "vbg.webm");
  }
  if (!Recording.isPossible()) return say("errorRecorder");
  recording = new Recording(page.view.sharedCanvas, Math.min(page.settings.rate, 60));
  page.tools.showRecording(true);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("noticeCopied", {}, { seconds: 3 });
  } catch {
    document.getElementById("panel-command").open = true;
    say("errorCopy");
  }
}

/** What buttons do. */
export const actions = {
  savePicture: () => save(false),
  saveCutOut: () => save(true),
  record,
  openWindow() { if (!secondWindow.open()) say("noticeBlocked"); },
  copyCommand: () => copy(page.panels.command.textContent),
  copyLink: () => copy(location.href),
  reset() {
    change({ ...defaults });
    show();
  },
};
