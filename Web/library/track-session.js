import { sizeOf } from "./pixels.js";

/** Milliseconds without a frame after which the slate is shown, and between slates from then on. */
const stallTime = 1000, slateInterval = 250;

/**
 * The way of one track through the worker. Frames come from a stream or are pushed, what leaves goes to `send`.
 *
 * The rule that stands above all: what leaves is a picture that was made of a frame with that very frame's mask, or
 * the slate. A frame that fails is replaced by the slate at once; when frames stop, the slate is sent, and not the
 * last picture, again and again so that whoever begins to watch sees it too.
 */
export class TrackSession {
  #processor;
  #serial;
  #statistics;
  #send;
  #notice;
  #reader = null;
  #width = 640;
  #height = 360;
  #lastTime = 0;
  #lastFrame = performance.now();
  #lastSlate = 0;
  #failure = null;
  #timer;
  #ended = false;

  /**
   * @param {import("./processor.js").Processor} processor
   * @param {import("./serial.js").Serial} serial
   * @param {import("./statistics.js").Statistics} statistics
   * @param {(frame: VideoFrame) => Promise<boolean> | boolean} send takes a frame over and closes it; false when
   *   nobody watches any more
   * @param {(error: unknown) => void} notice is told each new kind of failure once
   */
  constructor(processor, serial, statistics, send, notice) {
    this.#processor = processor;
    this.#serial = serial;
    this.#statistics = statistics;
    this.#send = send;
    this.#notice = notice;
    this.#timer = setInterval(() => this.#look(), slateInterval);
  }

  /** Reads frames from here from now on; what was read before is let go. */
  async read(readable) {
    await this.#reader?.cancel().catch(() => {});
    if (this.#ended) return readable?.cancel().catch(() => {});
    const reader = (this.#reader = readable.getReader());
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) return;
      await this.push(value);
    }
  }

  /** Processes one frame, and closes it. */
  async push(frame) {
    await this.#serial.run(() => this.#pass(frame)).finally(() => frame.close());
  }

  async #pass(frame) {
    if (this.#ended) return;
    ({ width: this.#width, height: this.#height } = sizeOf(frame));
    this.#lastFrame = performance.now();
    const timestamp = this.#nextTime(frame.timestamp);
    let made;
    try {
      made = await this.#processor.process(frame, "frame", timestamp);
      this.#failure = null;
    } catch (error) {
      if (this.#failure !== error.message) this.#notice(error);
      this.#failure = error.message;
      await this.#sendSlate(timestamp, true);
      return;
    }
    this.#statistics.add(made.report);
    await this.#deliver(made.picture);
  }

  /** A time for what leaves: never one that was, whatever sources say. */
  #nextTime(wanted) {
    const time = Number.isFinite(wanted) && wanted > this.#lastTime ? wanted : this.#lastTime + 1000;
    this.#lastTime = time;
    return time;
  }

  async #deliver(picture) {
    if (await this.#send(picture) === false) this.end();
  }

  #look() {
    const now = performance.now();
    if (this.#ended || now - this.#lastFrame < stallTime || now - this.#lastSlate < slateInterval * 0.9) return;
    this.#lastSlate = now;
    this.#serial.run(async () => {
      if (this.#ended || performance.now() - this.#lastFrame < stallTime) return;
      // What comes after a pause is not judged by what was before it.
      this.#processor.reset();
      await this.#sendSlate(this.#nextTime(this.#lastTime + slateInterval * 1000), false);
    });
  }

  async #sendSlate(timestamp, failed) {
    try {
      await this.#deliver(await this.#processor.slate(this.#width, this.#height, timestamp));
      this.#statistics.addSlate({ failed });
    } catch (error) {
      // Without a slate nothing is sent: the last picture stays where it was, and no raw one leaves.
      this.#notice(error);
    }
  }

  /** Ends it: nothing leaves any more. */
  end() {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#reader?.cancel().catch(() => {});
    this.#send(null);
  }
}
