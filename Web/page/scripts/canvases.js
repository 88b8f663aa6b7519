import { drawnPicture } from "./scenes.js";

const contexts = new Map();

/** Context of a canvas that is brought to a size. */
export function contextOf(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  if (!contexts.has(canvas)) contexts.set(canvas, canvas.getContext("2d"));
  const context = contexts.get(canvas);
  context.globalCompositeOperation = "source-over";
  context.globalAlpha = 1;
  return context;
}

/** Replaces all of a canvas by a picture. */
export function put(context, picture, width, height) {
  if (picture instanceof ImageData) return context.putImageData(picture, 0, 0);
  context.globalCompositeOperation = "copy";
  context.drawImage(picture, 0, 0, width, height);
  context.globalCompositeOperation = "source-over";
}

/** Draws what stands in while there is no picture: the background without anybody, or gray. */
export function putSlate(context, width, height, { background, picture, color }) {
  context.clearRect(0, 0, width, height);
  if (background === "transparent") return;
  context.fillStyle = background === "color" ? color : "#808080";
  context.fillRect(0, 0, width, height);
  if (background === "image" && picture !== "upload") context.drawImage(drawnPicture(picture, width, height), 0, 0);
}
