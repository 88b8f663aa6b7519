import { BackgroundError, revivedError } from "./errors.js";

/** Seconds without an answer after which a worker counts as lost; the largest photos take two or three. They are
 * counted by a timer's ticks: while a machine sleeps there are none. */
const patience = 15;

/** Questions to a worker, and its answers; a worker that breaks or falls silent fails all that wait for it. */
export class WorkerChannel {
  #worker;
  #waiting = new Map();
  #count = 0;
  #failure = null;
  #watch = null;
  #silence = 0;

  /**
   * @param {string | URL} address of the worker's script, a module
   * @param {(message: object) => void} onNotice gets what the worker says unasked
   * @param {(error: BackgroundError) => void} onLost is called once, when the worker is gone
   */
  constructor(address, onNotice, onLost) {
    this.onLost = onLost;
    try {
      this.#worker = new Worker(address, { type: "module", name: "vbg" });
    } catch (error) {
      throw new BackgroundError(
        "unsupported", `This page may not start a worker (${error.message}). Serve vbg from the page's own origin.`);
    }
    this.#worker.onmessage = ({ data }) => this.#receive(data, onNotice);
    this.#worker.onmessageerror = () => this.fail("its answer could not be read");
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.fail(event.message || "its script could not be loaded");
    };
    this.#watch = setInterval(() => this.#look(), 1000);
  }

  #receive(message, onNotice) {
    this.#silence = 0;
    const { id, error, value } = message;
    if (id === undefined) return onNotice(message);
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) asked?.reject(revivedError(error));
    else asked?.resolve(value);
  }

  /** Asks whether the worker is there; fails where nothing was heard of it for too long. */
  #look() {
    if (this.#silence === 0) this.request("ping").catch(() => {});
    this.#silence += 1;
    if (this.#silence > patience) this.fail(`it has not answered for ${patience} s`);
  }

  /**
   * Asks the worker.
   * @returns {Promise<any>} its answer
   */
  request(type, content = {}, transfer = []) {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      try {
        this.#worker.postMessage({ id, type, ...content }, transfer);
      } catch (error) {
        this.#waiting.delete(id);
        reject(new BackgroundError("source", `This cannot be given to a worker: ${error.message}.`));
      }
    });
  }

  /** Says something to the worker that has no answer. */
  tell(type, content = {}, transfer = []) {
    if (!this.#failure) this.#worker.postMessage({ type, ...content }, transfer);
  }

  /** Gives the worker up. */
  fail(reason) {
    if (this.#failure) return;
    this.close(new BackgroundError(
      "lost", `vbg's worker is gone: ${reason}. Create another Background, or reload the page.`));
    this.onLost(this.#failure);
  }

  /** Ends the worker; what waits and what is asked later fails with the error. */
  close(error) {
    if (this.#failure) return;
    this.#failure = error;
    clearInterval(this.#watch);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
