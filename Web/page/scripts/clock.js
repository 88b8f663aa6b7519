/** A timer of a worker's: it goes on at its pace while the page is hidden, where the page's own are slowed down. */
export class Clock {
  #worker = new Worker(new URL("./clock-worker.js", import.meta.url));
  #waiting = new Map();
  #count = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      this.#waiting.get(data)?.();
      this.#waiting.delete(data);
    };
  }

  /** @param {number} milliseconds */
  wait(milliseconds) {
    const id = ++this.#count;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage([id, milliseconds]);
    });
  }
}
