import { contextOf, put, putSlate } from "./canvases.js";
import { SharedPicture } from "./shared-picture.js";

const stage = document.getElementById("stage");
const result = document.getElementById("result");
const original = document.getElementById("original");
const line = document.getElementById("split");
const accent = "#2fb8a3";

const scratch = document.createElement("canvas");

/** The picture on the page: what was asked to be seen on one canvas, and for a split the original above it. */
export class View {
  #settings = null;
  #change;
  #isSlate = false;
  #shared = new SharedPicture();

  /** @param {(changed: object) => void} change is told where the border is moved to */
  constructor(change) {
    this.#change = change;
    this.#makeSlider();
    new ResizeObserver(() => this.#place()).observe(stage);
  }

  /** What others see, in windows and recordings: composites, whatever is looked at here. */
  get sharedCanvas() { return this.#shared.canvas; }

  /** Takes settings over. */
  show(settings) {
    this.#settings = settings;
    this.#isSlate = false;
    this.#shared.forgetSlate();
    stage.dataset.view = settings.view;
    stage.toggleAttribute("data-transparent", settings.background === "transparent");
    line.hidden = settings.view !== "split";
    line.setAttribute("aria-valuenow", Math.round(settings.split));
    this.#place();
  }

  /** Puts both canvases and the border where a picture of its shape has room. */
  #place() {
    if (!this.#settings || !result.width) return;
    const { clientWidth, clientHeight } = stage;
    const scale = Math.min(clientWidth / result.width, clientHeight / result.height);
    const width = result.width * scale, left = (clientWidth - width) / 2;
    for (const canvas of [result, original]) {
      canvas.style.width = `${width}px`;
      canvas.style.height = `${result.height * scale}px`;
    }
    stage.style.setProperty("--split-inside", `${this.#settings.split}%`);
    stage.style.setProperty("--split-outside", `${left + (width * this.#settings.split) / 100}px`);
  }

  #makeSlider() {
    const move = (event) => {
      const { left, width } = original.getBoundingClientRect();
      this.#change({ split: Math.round(Math.max(0, Math.min(100, ((event.clientX - left) / width) * 100)) * 10) / 10 });
    };
    line.addEventListener("pointerdown", (event) => {
      line.setPointerCapture(event.pointerId);
      line.addEventListener("pointermove", move);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      line.addEventListener(name, () => line.removeEventListener("pointermove", move));
    }
    const steps = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };
    line.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.#change({ split: Math.max(0, Math.min(100, this.#settings.split + steps[event.key])) });
    });
  }

  #resized(width, height) {
    const isNew = result.width !== width || result.height !== height;
    const context = contextOf(result, width, height);
    if (isNew) this.#place();
    return context;
  }

  /**
   * Draws a frame's result.
   * @param {CanvasImageSource | ImageData} picture of the engine: the composite, or the mask as gray
   * @param {CanvasImageSource} drawable the frame itself
   * @param {number} width
   * @param {number} height
   */
  draw(picture, drawable, width, height) {
    this.#isSlate = false;
    const context = this.#resized(width, height), { view } = this.#settings;
    if (view === "overlay") {
      const tint = contextOf(scratch, width, height);
      put(tint, picture, width, height);
      tint.globalCompositeOperation = "multiply";
      tint.fillStyle = accent;
      tint.fillRect(0, 0, width, height);
      put(context, drawable, width, height);
      context.globalAlpha = 0.75;
      context.globalCompositeOperation = "screen";
      context.drawImage(scratch, 0, 0);
    } else {
      put(context, picture, width, height);
    }
    if (view === "split") put(contextOf(original, width, height), drawable, width, height);
    if (view === "split" || view === "result") this.#shared.draw(picture, width, height);
    else this.#shared.drawSlate(this.#settings);
  }

  /** Draws the frame as it is, because somebody asked to see it. */
  drawOriginal(drawable, width, height) {
    this.#isSlate = false;
    put(this.#resized(width, height), drawable, width, height);
    this.#shared.drawSlate(this.#settings);
  }

  /** Draws what stands in while there is no picture: the background without anybody, or gray. */
  drawSlate() {
    this.#shared.drawSlate(this.#settings);
    if (this.#isSlate) return;
    this.#isSlate = true;
    const { width = 1280, height = 720 } = result.width > 300 ? result : {};
    putSlate(this.#resized(width, height), width, height, this.#settings);
    contextOf(original, width, height).clearRect(0, 0, width, height);
  }
}
