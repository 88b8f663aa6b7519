import { Background } from "../vbg/vbg.js";
import { Clock } from "./clock.js";

/**
 * The loop from source to view: a frame, its result, and again after what is left of the time that a frame may
 * take. Settings are taken over between two frames.
 */
export class Runner {
  #clock = new Clock();
  #background = null;
  #source = null;
  #settings = null;
  #isIdle = () => false;
  #generation = 0;
  #turn = Promise.resolve();

  /**
   * @param {object} hooks `onFrame(report, shown)`, `onSlate(reason)`, `onError(error)`, `onLost(error)`; `isWatched()`
   *   says whether somebody sees the result while the page is hidden
   */
  constructor(hooks) {
    this.hooks = hooks;
  }

  get background() { return this.#background; }

  /** Starts an engine with settings; it takes the place of one that runs. */
  async open(setup) {
    const made = await Background.create(setup);
    made.onError((error) => {
      if (error.kind === "lost" && this.#background === made) {
        this.#background = null;
        this.hooks.onLost(error);
      } else this.hooks.onError(error);
    });
    this.#background?.destroy();
    this.#background = made;
    return made;
  }

  /** Goes on with another source; the one before is ended. */
  setSource(source) {
    const before = this.#source;
    this.#source = source;
    this.#generation += 1;
    if (before !== source) before?.end();
    this.#background?.reset().catch(() => {});
  }

  get source() { return this.#source; }

  setSettings(settings) { this.#settings = settings; }

  /** Does work while the loop stands still. */
  alone(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Runs for ever. */
  async run(view) {
    for (;;) {
      const start = performance.now();
      let rest = 1000 / this.#settings.rate;
      try {
        await this.alone(() => this.#step(view, start));
      } catch (error) {
        this.hooks.onError(error);
        rest = 500;
      }
      await this.#clock.wait(Math.max(0, rest - (performance.now() - start)));
    }
  }

  async #step(view, now) {
    const source = this.#source, background = this.#background, generation = this.#generation;
    if (!source || !background) return this.hooks.onSlate("");
    if (document.hidden && source.kind !== "camera" && !this.hooks.isWatched()) return;
    const frame = source.frame(now);
    if (!frame) return source.isFrozen() ? this.hooks.onSlate("frozen") : undefined;
    try {
      const { drawable } = frame, [width, height] = sizeOf(drawable);
      if (this.#settings.view === "original") {
        view.drawOriginal(drawable, width, height);
        return this.hooks.onFrame({ timings: {}, masked: false, reason: null, width, height });
      }
      const asked = this.#settings;
      const { picture, ...report } = await background.processFrame(frame.image, {
        as: typeof VideoFrame === "function" ? "frame" : "imageData", isDrawn: true, timestamp: Math.round(now * 1000) });
      // What was made for a source or a view that is gone is not shown.
      const isCurrent = generation === this.#generation && asked.view === this.#settings.view;
      if (isCurrent) view.draw(picture, drawable, width, height);
      picture.close?.();
      if (isCurrent) this.hooks.onFrame(report);
    } finally {
      frame.release();
    }
  }
}

/** The size of anything that can be drawn. */
const sizeOf = (drawable) => [
  drawable.displayWidth ?? (drawable.videoWidth || drawable.width),
  drawable.displayHeight ?? (drawable.videoHeight || drawable.height),
];
