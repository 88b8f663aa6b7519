import { drawScene } from "./scenes.js";

/** Pixels of a photo that is shown live, and at most of one that is saved; megapixels that are read at all. */
const livePixels = 1920 * 1080, savedPixels = 24e6;
export const largestMegapixels = 250;

/** An error of a source, by the key of its text. */
export class SourceError extends Error {
  constructor(key, values = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/** The size of a picture of at most so many pixels, of the same shape. */
function fittedSize(width, height, pixels) {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)), 16384 / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

const canvasOf = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

// A source has: `kind` (photo, film, camera), `fileName`, `frame(time)` -> something that can be drawn and processed,
// or null where there is none now; `isFrozen()` says whether none has come for a second; `end()`.

/** A photo, shown at a size that can be processed live; `full` is what is saved. */
class Photo {
  kind = "photo";

  constructor(fileName, full) {
    this.fileName = fileName;
    this.full = full;
    const [width, height] = fittedSize(full.width, full.height, livePixels);
    this.canvas = canvasOf(width, height);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(full, 0, 0, width, height);
    this.pixels = context.getImageData(0, 0, width, height);
  }

  frame() { return { image: this.pixels, drawable: this.canvas, release() {} }; }
  isFrozen() { return false; }
  end() { this.full.close?.(); }
}

/**
 * Opens a photo.
 * @param {Blob} blob
 * @param {string} name
 * @param {(width: number, height: number, megapixels: number) => void} onScaled is told where it is made smaller
 */
export async function openPhoto(blob, name, onScaled = () => {}) {
  const address = URL.createObjectURL(blob);
  const image = new Image();
  try {
    image.src = address;
    await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject }));
  } catch {
    throw new SourceError("errorPhoto", { name });
  } finally {
    URL.revokeObjectURL(address);
  }
  const { naturalWidth, naturalHeight } = image, pixels = naturalWidth * naturalHeight;
  const megapixels = Math.round(pixels / 1e6);
  if (megapixels > largestMegapixels) {
    throw new SourceError("errorPhotoLarge", { name, megapixels, limit: largestMegapixels });
  }
  // An SVG without a size has none.
  if (pixels === 0) throw new SourceError("errorPhoto", { name });
  const [width, height] = fittedSize(naturalWidth, naturalHeight, savedPixels);
  let full;
  try {
    full = await createImageBitmap(blob, width === naturalWidth ? {}
      : { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
  } catch {
    throw new SourceError("errorPhoto", { name });
  }
  if (width !== naturalWidth) onScaled(width, height, megapixels);
  return new Photo(name, full);
}

/** A looping film of a file. */
class Film {
  kind = "film";

  constructor(fileName, video, address) {
    Object.assign(this, { fileName, video, address });
  }

  frame() {
    if (this.video.readyState < 2) return null;
    return { image: this.video, drawable: this.video, release() {} };
  }

  isFrozen() { return false; }

  end() {
    this.video.removeAttribute("src");
    this.video.load();
    URL.revokeObjectURL(this.address);
  }
}

/** Opens a film. */
export async function openFilm(blob, name) {
  const address = URL.createObjectURL(blob);
  const video = Object.assign(document.createElement("video"), { muted: true, loop: true, playsInline: true });
  try {
    video.src = address;
    await new Promise((resolve, reject) => Object.assign(video, { onloadeddata: resolve, onerror: reject }));
    await video.play();
    if (!video.videoWidth) throw new Error("no picture");
  } catch {
    URL.revokeObjectURL(address);
    throw new SourceError("errorFilm", { name });
  }
  return new Film(name, video, address);
}

/** A film that is drawn by code. */
class DrawnFilm {
  kind = "film";
  #canvas = canvasOf(1280, 720);
  #context = this.#canvas.getContext("2d", { willReadFrequently: true });

  constructor(fileName, draw) {
    this.fileName = fileName;
    this.draw = draw;
  }

  frame(time) {
    this.draw(this.#context, 1280, 720, time / 1000);
    return { image: this.#context.getImageData(0, 0, 1280, 720), drawable: this.#canvas, release() {} };
  }

  isFrozen() { return false; }
  end() {}
}

/** The drawn scene. */
export const openScene = () => new DrawnFilm("scene.mp4", drawScene);

/** A photo before which a camera moves slowly. */
export function openPan(bitmap) {
  return new DrawnFilm("portrait.mp4", (context, width, height, seconds) => {
    const zoom = 0.86 + 0.08 * Math.sin(seconds * 0.5);
    const wide = bitmap.width * zoom, high = (wide * height) / width;
    const x = (bitmap.width - wide) * (0.5 + 0.5 * Math.sin(seconds * 0.37));
    const y = (bitmap.height - high) * (0.1 + 0.08 * Math.sin(seconds * 0.61));
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, x, y, wide, high, 0, 0, width, height);
  });
}

/** What a camera that cannot be opened is told as. */
const cameraErrors = {
  NotAllowedError: "errorCameraRefused", SecurityError: "errorCameraRefused", NotFoundError: "errorCameraNone",
  OverconstrainedError: "errorCameraNone", NotReadableError: "errorCameraBusy", AbortError: "errorCameraBusy",
};

/** A camera: frames as they come where the browser has streams of them, else the video's picture. */
class Camera {
  kind = "camera";
  fileName = "camera";
  #video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  #newest = null;
  #lastTime = performance.now();
  #lastShown = -1;
  #reader = null;

  constructor(stream, onLost) {
    this.stream = stream;
    [this.track] = stream.getVideoTracks();
    this.track.addEventListener("ended", () => onLost());
    if (typeof MediaStreamTrackProcessor === "function") {
      this.#reader = new MediaStreamTrackProcessor({ track: this.track }).readable.getReader();
      this.#read();
    } else {
      this.#video.srcObject = stream;
      this.#video.play().catch(() => {});
    }
  }

  async #read() {
    for (;;) {
      const { done, value } = await this.#reader.read().catch(() => ({ done: true }));
      if (done) return;
      this.#newest?.close();
      this.#newest = value;
      this.#lastTime = performance.now();
    }
  }

  /** A frame that was not given before; null where none has come since. */
  frame() {
    if (this.#reader) {
      const frame = this.#newest;
      this.#newest = null;
      return frame && { image: frame, drawable: frame, release: () => frame.close() };
    }
    if (this.#video.readyState < 2 || this.#video.currentTime === this.#lastShown) return null;
    if (this.track.readyState !== "live" || this.track.muted) return null;
    this.#lastShown = this.#video.currentTime;
    this.#lastTime = performance.now();
    return { image: this.#video, drawable: this.#video, release() {} };
  }

  isFrozen() { return performance.now() - this.#lastTime > 1000; }

  end() {
    this.#reader?.cancel().catch(() => {});
    this.#newest?.close();
    this.#newest = null;
    this.#video.srcObject = null;
    this.track.stop();
  }
}

/** Opens the camera. @param {() => void} onLost is called when it is unplugged */
export async function openCamera(onLost) {
  if (!navigator.mediaDevices?.getUserMedia) throw new SourceError("errorCameraUnknown");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } });
    return new Camera(stream, onLost);
  } catch (error) {
    throw new SourceError(cameraErrors[error.name] ?? "errorCameraBusy");
  }
}
