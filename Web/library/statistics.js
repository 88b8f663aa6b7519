/** Figures of the frames of about a second: counts, and milliseconds on average by stage. */
export class Statistics {
  #start = performance.now();
  #frames = 0;
  #slates = 0;
  #reused = 0;
  #failed = 0;
  #sums = {};
  #last = null;

  /** Counts a frame that was processed. */
  add(report) {
    this.#frames += 1;
    if (report.reason) this.#slates += 1;
    if (report.reused) this.#reused += 1;
    for (const [stage, time] of Object.entries(report.timings)) this.#sums[stage] = (this.#sums[stage] ?? 0) + time;
    this.#last = report;
  }

  /** Counts a slate that stood in for frames that did not come, or whose processing failed. */
  addSlate({ failed = false } = {}) {
    this.#slates += 1;
    if (failed) this.#failed += 1;
  }

  /**
   * The figures since the last call; null where there were no frames and no slates.
   *
   * @param {number} memoryByteCount of the engine
   */
  take(memoryByteCount) {
    const now = performance.now(), seconds = (now - this.#start) / 1000;
    const { width = 0, height = 0, personShare = null, reason = null } = this.#last ?? {};
    const frames = this.#frames, found = frames + this.#slates === 0 ? null : {
      framesPerSecond: frames / seconds, frames, slates: this.#slates, reused: this.#reused, failed: this.#failed,
      width, height, personShare, reason, memoryByteCount,
      milliseconds: Object.fromEntries(Object.entries(this.#sums).map(([stage, sum]) => [stage, sum / frames])),
    };
    this.#start = now;
    this.#frames = this.#slates = this.#reused = this.#failed = 0;
    this.#sums = {};
    this.#last = null;
    return found;
  }
}
