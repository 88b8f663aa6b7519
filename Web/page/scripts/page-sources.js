import { openFile } from "./files.js";
import { dismiss, say } from "./notices.js";
import { page, put, when } from "./page.js";
import { openCamera, openPan, openPhoto, openScene, SourceError } from "./sources.js";
import { texts } from "./texts.js";
import { tell } from "./telling.js";

// Which source is shown: what is chosen, what is dropped, cameras that come and go.

let portrait = null, openCount = 0;

/** Opens a source by its name; one that cannot be opened leaves the one before. */
export async function openSource(name) {
  const turn = ++openCount;
  try {
    let source;
    if (name === "camera") source = await openCamera(() => onCameraLost(source));
    else if (name === "scene") source = openScene();
    else if (name === "pan") source = openPan((await portraitPhoto()).full);
    else if (name === "portrait") source = await portraitPhoto();
    else return;
    // Somebody chose another one meanwhile.
    if (turn !== openCount) return source.end();
    useSource(source);
    if (name === "camera") {
      for (const key of ["errorCameraRefused", "errorCameraNone", "errorCameraBusy", "errorCameraLost"]) dismiss(key);
    }
  } catch (error) {
    if (turn !== openCount) return;
    tell(error);
    // The source before stays; at the start there is none, and the portrait is shown.
    put({ source: page.runner.source?.name ?? "portrait" });
    if (!page.runner.source && name !== "portrait") openSource("portrait");
  } finally {
    if (page.runner.source) page.runner.source.name ??= name;
  }
}

function useSource(source) {
  page.runner.setSource(source);
  put({});
}

/** The portrait, fetched once. */
async function portraitPhoto() {
  if (!portrait) {
    const answer = await fetch(new URL("../photos/astronaut.png", import.meta.url));
    if (!answer.ok) throw new SourceError("errorPhoto", { name: "astronaut.png" });
    portrait = await answer.blob();
  }
  return openPhoto(portrait, "astronaut.png");
}

/** Shows the portrait where it is offered. */
export async function showPortraits() {
  const photo = await portraitPhoto().catch(() => null);
  if (!photo) return;
  page.panels.source.add("portrait", texts.sourcePortrait, thumbOf(photo));
  page.panels.source.add("pan", texts.sourcePan, thumbOf(openPan(photo.full)));
}

/** Takes a photo or a film. */
export async function takeSource(file) {
  const turn = ++openCount;
  try {
    const source = await openFile(file, (width, height, megapixels) => {
      say("noticeScaled", { name: file.name, width, height, megapixels });
    });
    if (turn !== openCount) return source.end();
    source.name = "upload";
    dismiss("errorFile");
    page.panels.source.add("upload", texts.sourceUpload, thumbOf(source));
    put({ source: "upload" });
    useSource(source);
  } catch (error) {
    tell(error);
  }
}

function thumbOf(source) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 148, height: 111 });
  const drawable = source.frame(0)?.drawable;
  if (!drawable) return canvas;
  const [width, height] = [drawable.videoWidth ?? drawable.width, drawable.videoHeight ?? drawable.height];
  const scale = Math.max(148 / width, 111 / height);
  canvas.getContext("2d").drawImage(
    drawable, (148 - width * scale) / 2, (111 - height * scale) * 0.25, width * scale, height * scale);
  return canvas;
}

/** The camera was unplugged: the slate is shown, and the camera opened again as soon as one is there. */
function onCameraLost(source) {
  if (page.runner.source === source) say("errorCameraLost");
}

navigator.mediaDevices?.addEventListener?.("devicechange", () => {
  const { source } = page.runner;
  if (source?.kind === "camera" && source.track.readyState === "ended") openSource("camera");
});

when(["source"], () => openSource(page.settings.source));
