import { say } from "./notices.js";
import { page, put, when } from "./page.js";
import { drawnFront, drawnPicture } from "./scenes.js";
import { optionsOf } from "./settings.js";
import { texts } from "./texts.js";

// Pictures behind people and before them, and all else that the engine is told of settings.

const own = { picture: null, inFront: null };
const ownNames = { picture: "picture.png", inFront: "front.png" };

/** The picture that stands behind people. */
export const pictureBehind = ({ picture }) =>
  picture === "upload" ? own.picture ?? drawnPicture("dusk") : drawnPicture(picture);

/** The picture that stands before people, or null. */
export const pictureBefore = ({ inFront }) =>
  inFront === "none" ? null : inFront === "upload" ? own.inFront : drawnFront(inFront);

/** The names of both as files. */
export const pictureNames = ({ picture, inFront }) => ({
  picture: picture === "upload" ? ownNames.picture : `${picture}.png`,
  front: inFront === "upload" ? ownNames.inFront : `${inFront}.png`,
});

/** Tells the engine what is chosen; where it refuses, the settings before are shown again. */
async function apply(before, changed) {
  const asked = page.settings;
  try {
    await page.runner.background?.set({
      ...optionsOf(asked), ...("picture" in changed && { image: pictureBehind(asked) }),
      ...("inFront" in changed && { inFront: pictureBefore(asked) }) });
  } catch (error) {
    if (asked === page.settings && before) put(before);
    say("errorSetting", { reason: error.message });
  }
}

when(Object.keys(page.settings).filter((name) => !["source", "model", "personClass", "backend", "threads", "rate", "split"].includes(name)), apply);

/** Takes a picture of somebody's, to stand behind people or before them (`inFront`). */
export async function takePicture(file, name) {
  try {
    own[name] = await createImageBitmap(file);
    ownNames[name] = file.name;
  } catch {
    return say("errorPhoto", { name: file.name });
  }
  const before = page.settings;
  if (name === "inFront") page.panels.inFront.set([...Object.entries(texts.fronts), ["upload", ownNames.inFront]]);
  else page.panels.picture.add("upload", texts.pictureNames.upload, thumbOf(own.picture));
  const changed = { [name]: "upload", ...(name === "picture" && { background: "image" }) };
  put(changed);
  await apply(before, changed);
}

function thumbOf(picture) {
  const thumb = Object.assign(document.createElement("canvas"), { width: 148, height: 111 });
  const scale = Math.max(148 / picture.width, 111 / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  thumb.getContext("2d").drawImage(picture, (148 - width) / 2, (111 - height) / 2, width, height);
  return thumb;
}
