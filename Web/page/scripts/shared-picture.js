import { contextOf, put, putSlate } from "./canvases.js";

/** Milliseconds between slates, each of which is a frame for those who begin to watch. */
const slateInterval = 400;

/**
 * The picture that others see, in a second window or a recording: composites alone. While the page looks at something
 * else (the original, the mask), and while there is no picture, they see the slate.
 */
export class SharedPicture {
  #canvas = null;
  #lastSlate = -Infinity;

  /** Its canvas, which costs nothing before somebody asks for it. */
  get canvas() {
    this.#canvas ??= Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
    return this.#canvas;
  }

  /** Shows a composite. */
  draw(picture, width, height) {
    if (!this.#canvas) return;
    this.forgetSlate();
    put(contextOf(this.#canvas, width, height), picture, width, height);
  }

  /** Shows the slate. */
  drawSlate(settings) {
    if (!this.#canvas || performance.now() - this.#lastSlate < slateInterval) return;
    this.#lastSlate = performance.now();
    const { width, height } = this.#canvas;
    putSlate(contextOf(this.#canvas, width, height), width, height, settings);
  }

  /** Lets the slate be drawn anew: what stands behind people has changed. */
  forgetSlate() { this.#lastSlate = -Infinity; }
}
