import { element } from "./elements.js";
import { pngOf } from "./png.js";

/** Gives a file to whoever sits there. */
export function offer(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * Saves the picture of this moment: a photo at its own size, else the frame's.
 *
 * @param {import("./runner.js").Runner} runner which stands still meanwhile
 * @param {object} options what is in force, put back afterwards
 * @param {boolean} isCutOut whether the person alone is saved
 */
export function savePicture(runner, options, isCutOut) {
  return runner.alone(async () => {
    const { background, source } = runner;
    const frame = source.full ? null : source.frame(performance.now()) ?? await nextFrame(source);
    try {
      await background.set({ ...options, result: "picture", ...(isCutOut && { background: "transparent" }) });
      await background.reset();
      const { picture } = await background.processFrame(source.full ?? frame.image, { as: "imageData" });
      const name = source.fileName.replace(/\.[^.]*$/, "");
      const kind = isCutOut ? "transparent" : options.background;
      const ending = { transparent: "cutout", image: "background", blur: "blurred" }[kind] ?? kind;
      offer(await pngOf(picture), `${name}.${ending}.png`);
    } finally {
      frame?.release();
      await background.set(options);
      await background.reset();
    }
  });
}

/** Waits for a camera's next frame. */
async function nextFrame(source) {
  for (let tries = 0; tries < 100; tries += 1) {
    const frame = source.frame(performance.now());
    if (frame) return frame;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no picture");
}

/** A recording of a canvas as WebM. */
export class Recording {
  #recorder;
  #parts = [];

  /** Whether this browser can record. */
  static isPossible() {
    return typeof MediaRecorder === "function" && "captureStream" in HTMLCanvasElement.prototype;
  }

  constructor(canvas, rate) {
    const type = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"]
      .find((name) => MediaRecorder.isTypeSupported(name));
    this.#recorder = new MediaRecorder(canvas.captureStream(rate), {
      ...(type && { mimeType: type }), videoBitsPerSecond: 8_000_000 });
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#recorder.start(500);
  }

  /** Ends it, and gives the film. */
  stop() {
    return new Promise((resolve) => {
      this.#recorder.onstop = () => resolve(new Blob(this.#parts, { type: "video/webm" }));
      this.#recorder.stop();
      for (const track of this.#recorder.stream.getTracks()) track.stop();
    });
  }
}
