import { WorkerChannel } from "./library/channel.js";
import { BackgroundError } from "./library/errors.js";
import { modelBytes, picturePixels } from "./library/files.js";
import { checkFit, checkPlace, engineOptions } from "./library/options.js";
import { isVideoFrame } from "./library/pixels.js";
import { presets } from "./library/presets.js";
import { isSupported } from "./library/support.js";
import { Tracks } from "./library/tracks.js";

export { BackgroundError, isSupported, presets };

/** Options that are not the engine's. */
function parted({ image, fit, inFront, inFrontPosition, ...options }) {
  return { image, fit, inFront, inFrontPosition, options };
}

/** Makes what can move to the worker of anything that is a picture. @throws {BackgroundError} `picture` */
async function movable(source) {
  if (isVideoFrame(source)) return [source.clone(), true];
  if (source instanceof ImageData) return [source, false];
  try {
    if (typeof VideoFrame === "function" && source instanceof HTMLVideoElement) {
      return [new VideoFrame(source, { timestamp: Math.round(source.currentTime * 1e6) }), true];
    }
    return [await createImageBitmap(source), true];
  } catch (error) {
    throw new BackgroundError(
      "picture", `This is no picture, or one that is not loaded yet (${error.message}). Wait for it, or give another.`);
  }
}

/**
 * Another background behind people, of tracks and single pictures. Everything is computed in a worker.
 *
 * No picture leaves but with the mask of its very own frame; until there is one, and whenever something is wrong,
 * a slate stands in: the background without anybody, or gray where the room is blurred.
 */
export class Background {
  #channel;
  #tracks;
  #listeners = { statistics: new Set(), error: new Set() };
  #model = null;
  #backend = null;
  /** Pictures behind and before people, as the worker has them. */
  #pictures = { back: null, fit: "cover", front: null, place: "bottom" };
  #order = Promise.resolve();
  #assets;

  /**
   * Starts a worker with an engine and, where one is given, a model.
   *
   * @param {object} [setup]
   * @param {string | URL} [setup.assets] folder of the `.wasm` files, from the page's address; without it that of this
   *   module
   * @param {string | URL | Blob | Response | ArrayBuffer | ArrayBufferView} [setup.model]
   * @param {object} [setup.meaning] of the model's numbers, as `loadModel()` takes it
   * @param {"auto" | "plain" | "relaxed" | "threads"} [setup.backend]
   * @param {number} [setup.threadCount] for `threads`
   * @param {object} [setup.others] all that `set()` takes
   * @returns {Promise<Background>}
   * @throws {BackgroundError} `unsupported`, `network`, `model`, `option`
   */
  static async create({ assets, model, meaning, backend = "auto", threadCount, ...options } = {}) {
    const { supported, advice } = isSupported();
    if (!supported) throw new BackgroundError("unsupported", advice);
    const made = new Background(new URL(assets ?? new URL(".", import.meta.url), location.href).href);
    try {
      await made.useBackend(backend, threadCount);
      await made.set({ preset: "standard", background: "blur", ...options });
      if (model !== undefined) await made.loadModel(model, meaning);
      return made;
    } catch (error) {
      made.destroy();
      throw error;
    }
  }

  /** For `create` alone. */
  constructor(assets) {
    this.#assets = assets;
    this.#channel = new WorkerChannel(
      new URL("./library/worker.js", import.meta.url), (message) => this.#receive(message),
      (error) => {
        this.#tracks.endAll();
        this.#tell("error", error);
      });
    this.#tracks = new Tracks(this.#channel);
  }

  /** What is known of the model in use: its name where it is a known one, sizes, how its numbers are meant. */
  get model() { return this.#model; }

  /** The engine's build that is in use, and its threads. */
  get backend() { return this.#backend; }

  #receive(message) {
    if (message.type === "statistics") this.#tell("statistics", message.figures);
    else if (message.type === "failure") {
      this.#tell("error", new BackgroundError(message.error.kind, message.error.message));
    } else this.#tracks.receive(message);
  }

  #tell(kind, value) {
    for (const listener of this.#listeners[kind]) listener(value);
  }

  #listen(kind, listener) {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  /** Calls the listener about once a second while frames are processed. @returns {() => void} ends that */
  onStatistics(listener) { return this.#listen("statistics", listener); }

  /** Calls the listener when frames of a track fail, or the worker is lost. @returns {() => void} ends that */
  onError(listener) { return this.#listen("error", listener); }

  /** Changes the engine's build while everything goes on. @returns {Promise<{backend, threadCount}>} in use */
  async useBackend(backend, threadCount) {
    if (!["auto", "plain", "relaxed", "threads"].includes(backend)) {
      throw new BackgroundError("option", `expected a backend of auto, plain, relaxed, threads, found '${backend}'.`);
    }
    const setup = { assets: this.#assets, backend, threadCount };
    return (this.#backend = await this.#channel.request("open", { setup }));
  }

  /**
   * Loads a model; where that fails the one before stays in use.
   *
   * @param {string | URL | Blob | Response | ArrayBuffer | ArrayBufferView} source
   * @param {{decoding?: string, inputRange?: string, classes?: string | number | (string | number)[], channel?: number,
   *   outputIndex?: number}} [meaning] of numbers of a model that vbg does not know; classes that are the person
   * @throws {BackgroundError} `model`, `network`, `option`
   */
  async loadModel(source, meaning = {}) {
    const bytes = await modelBytes(source);
    return (this.#model = await this.#channel.request("model", { bytes, meaning }, [bytes.buffer]));
  }

  /**
   * Changes options, all at once between two frames; those that are not named stay. When it is done, whatever leaves
   * is made by the new ones. Where one is wrong nothing changes. Calls are done one after the other.
   *
   * @throws {BackgroundError} `option`, `picture`, `network`
   */
  set(asked) {
    const done = this.#order.then(() => this.#set(asked));
    this.#order = done.catch(() => {});
    return done;
  }

  async #set(asked) {
    const { image, fit, inFront, inFrontPosition, options: others } = parted(asked);
    const options = engineOptions(others);
    if (fit !== undefined) checkFit(fit);
    if (inFrontPosition !== undefined) checkPlace(inFrontPosition);
    if (image !== undefined && options.background === undefined) options.background = "image";
    const before = this.#pictures;
    const next = {
      back: image === undefined ? before.back : await picturePixels(image), fit: fit ?? before.fit,
      front: inFront === undefined ? before.front : inFront === null ? null : await picturePixels(inFront),
      place: inFrontPosition ?? before.place,
    };
    const isBackNew = next.back && (next.back !== before.back || next.fit !== before.fit);
    const isFrontNew = next.front !== before.front || (next.front && next.place !== before.place);
    await this.#channel.request("set", {
      options, ...(isBackNew && { back: { ...next.back, fit: next.fit } }),
      ...(isFrontNew && { front: { ...next.front, place: next.place } }) });
    this.#pictures = next;
  }

  /**
   * Processes a video track, such as a camera's. Tracks that run at the same time want a Background each: masks are made
   * steady from frame to frame.
   *
   * @param {MediaStreamTrack} track stays the caller's, to stop
   * @returns {Promise<MediaStreamTrack>} for calls, recorders and video elements; `stop()` ends its processing
   * @throws {BackgroundError} `source`
   */
  processTrack(track) { return this.#tracks.begin(track); }

  /**
   * Puts another track behind an output of `processTrack()`: after a camera was lost, or to change cameras. Until
   * its first frame has a mask the slate is shown.
   */
  replaceTrack(output, track) { return this.#tracks.replace(output, track); }

  /**
   * Processes one picture.
   *
   * @param {VideoFrame | ImageData | CanvasImageSource | Blob} source stays as it is
   * @param {{as?: "frame" | "bitmap" | "imageData", isDrawn?: boolean, timestamp?: number}} [wish] kind of the result (a
   *   frame of a frame, a bitmap of anything else); whether a frame is to be RGBA, which canvases draw the quickest,
   *   rather than in its source's format, which encoders take; microseconds
   * @returns {Promise<{picture, masked, reason, reused, personShare, width, height, timings}>}
   * @throws {BackgroundError} `picture`, `size`, `memory`
   */
  async processFrame(source, { as, isDrawn = false, timestamp } = {}) {
    const kind = as ?? (isVideoFrame(source) ? "frame" : "bitmap");
    if (!["frame", "bitmap", "imageData"].includes(kind)) {
      throw new BackgroundError("option", `expected as to be frame, bitmap or imageData, found '${kind}'.`);
    }
    const [own, moves] = await movable(source);
    const { picture, report } = await this.#channel.request(
      "process", { source: own, kind, isDrawn: Boolean(isDrawn), timestamp: timestamp ?? source.timestamp ?? 0 },
      moves ? [own] : []);
    return { picture, ...report };
  }

  /**
   * Finds the person in one picture.
   *
   * @returns {Promise<{data: Uint8Array, width: number, height: number} | null>} coverage by the person, 0 to 255, at
   *   the model's size; null where there is no sound mask
   */
  async mask(source) {
    const [own, moves] = await movable(source);
    return this.#channel.request("mask", { source: own }, moves ? [own] : []);
  }

  /** Forgets all masks: for sources that jump, such as films that are wound. */
  reset() { return this.#channel.request("reset"); }

  /** Ends the worker and all tracks that it made. */
  destroy() {
    this.#tracks.endAll();
    this.#channel.close(new BackgroundError("destroyed", "This Background was destroyed. Create another one."));
  }
}
