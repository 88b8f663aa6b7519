import { Engine } from "../engine.js";
import { BackgroundError } from "./errors.js";
import { copyPixels, formOf, pictureOf, sizeOf } from "./pixels.js";

/** Frames to pictures: the engine with all that it was told, so that another one can take its place. */
export class Processor {
  #engine = null;
  #setup = null;
  #model = null;
  #options = {};
  #backdrop = null;
  #front = null;
  #shape = null;
  #form = { format: "rgba", encoding: { matrix: "bt601", fullRange: false } };

  /** Starts an engine; one that runs is replaced once the new one knows all that it knew. */
  async open(setup) {
    const engine = await Engine.create(setup);
    try {
      if (this.#model) engine.loadModel(this.#model.bytes, this.#model.meaning);
      engine.configure(this.#options);
      if (this.#backdrop) engine.setBackground(...this.#backdrop);
      if (this.#front) engine.setFront(...this.#front);
    } catch (error) {
      engine.destroy();
      throw error;
    }
    this.#engine?.destroy();
    this.#engine = engine;
    this.#setup = setup;
    this.#shape = null;
    return { backend: engine.backend, threadCount: engine.threadCount };
  }

  /** Loads a model; where that fails, the one before stays in force. */
  loadModel(bytes, meaning) {
    const description = this.#engine.loadModel(bytes, meaning);
    this.#model = { bytes, meaning };
    return description;
  }

  /** Changes options: all of them or, where one is wrong, none. */
  configure(options) {
    this.#engine.configure(options);
    Object.assign(this.#options, options);
    this.#shape = null;
  }

  /** Sets the picture behind people: straight RGBA of any size, and how it comes to a frame's. */
  setBackground(pixels, width, height, fit) {
    this.#engine.setBackground(pixels, width, height, fit);
    this.#backdrop = [pixels, width, height, fit];
  }

  /** Sets the picture before people: straight RGBA, null for none, and where it is. */
  setFront(pixels, width, height, place) {
    this.#engine.setFront(pixels, width, height, place);
    this.#front = [pixels, width, height, place];
  }

  /** Forgets all masks. */
  reset() {
    this.#engine.reset();
  }

  get memoryByteCount() {
    return this.#engine?.memoryByteCount ?? 0;
  }

  #resize(width, height, form, isDrawn = false) {
    const { format, encoding } = (this.#form = form);
    const output = isDrawn || this.#options.background === "transparent" ? "rgba" : format;
    const shape = `${width} ${height} ${format} ${output} ${encoding.matrix} ${encoding.fullRange}`;
    if (shape === this.#shape) return;
    this.#engine.resize(width, height, format, output, encoding);
    this.#shape = shape;
  }

  /**
   * Processes a frame. Whatever fails, no pixel of the frame is in a picture then: the error is all that leaves.
   *
   * @param {VideoFrame | ImageBitmap | ImageData} source is not closed
   * @param {"frame" | "bitmap" | "imageData"} kind of the picture
   * @param {number} timestamp of it, in microseconds
   * @param {boolean} isDrawn whether a frame is to be RGBA, which canvases draw the quickest, and not as its source
   * @returns {Promise<{picture: object, report: object}>}
   */
  async process(source, kind, timestamp, isDrawn = false) {
    const report = await this.#run(source, isDrawn || kind !== "frame");
    const picture = await pictureOf(this.#safeOutput(report), kind, timestamp, this.#form.encoding);
    report.timings.write = performance.now() - report.end;
    delete report.end;
    return { picture, report };
  }

  /** The output where its frame was masked, or was asked for as it is; the slate where anything is missing. */
  #safeOutput(report) {
    const { background, blur } = this.#options;
    const showsFrame = background === "none" || (background === "blur" && blur === 0);
    if (report.masked || (showsFrame && !report.reason)) return this.#engine.output();
    report.reason ??= "no mask";
    return this.#engine.slate();
  }

  /** Gives the model's mask of a frame: coverage by the person, 0 to 255, at the size of the model's output. */
  async mask(source) {
    const report = await this.#run(source);
    const mask = this.#engine.mask();
    return mask && report.masked
      ? { data: new Uint8Array(mask.data), width: mask.width, height: mask.height } : null;
  }

  async #run(source, isDrawn) {
    const { width, height } = sizeOf(source);
    const start = performance.now();
    try {
      this.#resize(width, height, formOf(source), isDrawn);
      await copyPixels(source, this.#engine.input());
      const copied = performance.now();
      const report = this.#engine.process();
      const end = performance.now();
      return { ...report, width, height, timings: { ...report.timings, read: copied - start }, end };
    } catch (error) {
      // Where a read broke off, part of a frame is in the input: nothing is made of it.
      this.#shape = null;
      if (error?.kind !== "lost") throw error;
      await this.open(this.#setup);
      throw new BackgroundError(
        "source", "The engine broke on this frame, and another one was started. Choose other settings if it does again.");
    }
  }

  /** Makes the slate: what is shown when there is nothing else to show. It holds no pixel of any frame. */
  async slate(width, height, timestamp) {
    this.#resize(width, height, this.#form);
    return pictureOf(this.#engine.slate(), "frame", timestamp, this.#form.encoding);
  }

  destroy() {
    this.#engine?.destroy();
    this.#engine = null;
  }
}
