/** Milliseconds without a frame from the video's own callback after which the timer asks for one. */
const patience = 150;

/**
 * Frames of a track by a video element, where there are no streams of frames. While the page is hidden such
 * callbacks stop: then ticks of the worker's timer, which go on, ask for the video's picture of that moment.
 */
export class VideoSource {
  #video = document.createElement("video");
  #onFrame;
  #lastFrame = 0;
  #isAsking = false;
  #ended = false;
  #track = null;

  /** @param {(frame: VideoFrame | ImageBitmap) => void} onFrame takes each frame over */
  constructor(onFrame) {
    this.#onFrame = onFrame;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#ask();
  }

  /** Reads this track from now on. */
  replace(track) {
    this.#track = track;
    this.#video.srcObject = new MediaStream([track]);
    this.#video.play().catch(() => {});
  }

  #ask() {
    this.#video.requestVideoFrameCallback?.((now, { mediaTime }) => {
      if (this.#ended) return;
      this.#lastFrame = performance.now();
      this.#take(Math.round(mediaTime * 1e6));
      this.#ask();
    });
  }

  #take(timestamp) {
    if (!this.#hasPicture() || typeof VideoFrame !== "function") return this.tick();
    this.#onFrame(new VideoFrame(this.#video, { timestamp }));
  }

  /** Whether the video shows what the camera sees now: one that ended or is muted shows the last frame for ever. */
  #hasPicture() {
    return this.#video.readyState >= 2 && this.#track?.readyState === "live" && !this.#track.muted;
  }

  /** Asks for a picture where the video's callback has not come for a while. */
  async tick() {
    if (this.#ended || this.#isAsking || performance.now() - this.#lastFrame < patience || !this.#hasPicture()) return;
    this.#isAsking = true;
    try {
      const bitmap = await createImageBitmap(this.#video);
      if (this.#ended) bitmap.close();
      else this.#onFrame(bitmap);
    } catch {
      // No picture yet: the slate stands in until there is one.
    } finally {
      this.#isAsking = false;
    }
  }

  end() {
    this.#ended = true;
    this.#video.srcObject = null;
  }
}
