import { texts } from "./texts.js";

/** The picture: asks for one when the one before is shown, so that a slow page gets fewer. */
export class Stage {
  #canvas = document.getElementById("result");
  #stage = document.getElementById("stage");
  #state = document.getElementById("stage-state");
  #send;
  #isOriginal = false;
  /** Number of pictures that were shown. */
  count = 0;

  /** @param {(text: string) => boolean} send */
  constructor(send) {
    this.#send = send;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
  }

  /** Asks for the next picture. Nothing is sent to a page that nobody sees. */
  ask() {
    if (document.hidden) return;
    const width = Math.min(Math.max(Math.round(this.#stage.clientWidth * (devicePixelRatio || 1)), 160), 1920);
    this.#send(this.#isOriginal ? `${width} original` : String(width));
  }

  /** Chooses between what leaves and the camera's own picture. */
  show(isOriginal) {
    this.#isOriginal = isOriginal;
    this.#stage.toggleAttribute("data-original", isOriginal);
    this.#canvas.setAttribute("aria-label", isOriginal ? texts.originalLabel : texts.resultLabel);
    this.ask();
  }

  /** Draws a picture, and asks for the next. */
  async take(blob) {
    try {
      const bitmap = await createImageBitmap(blob);
      const canvas = this.#canvas;
      if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
        Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
      }
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
      this.count += 1;
    } finally {
      this.ask();
    }
  }

  /** Says what the picture does not: that the session is paused, or its camera is gone. */
  tell(status) {
    const text = status.state === "paused" ? texts.paused
      : this.#isOriginal ? texts.originalShown
      : status.cameraState === "lost" ? texts.cameraLost
      : status.cameraState === "closed" ? texts.cameraClosed : "";
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }
}
