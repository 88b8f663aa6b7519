/**
 * Error of the library. `kind` is for programs, `message` one sentence or two for people: what is wrong, and what to do.
 *
 * Kinds: `unsupported` (this browser lacks what is needed), `model` (a file that is no model, or another kind of
 * one), `picture` (a picture that cannot be read or is too large), `source` (a track or frame that gives nothing),
 * `option` (a value out of range), `size` and `memory` (frames that are too large), `network` (a file that cannot be
 * fetched), `lost` (the worker is gone), `destroyed` (used after `destroy()`).
 */
export class BackgroundError extends Error {
  /**
   * @param {string} kind
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.name = "BackgroundError";
    this.kind = kind;
  }
}

/** What to do about an error of the engine, by its kind: the engine says what was expected and found. */
const advice = {
  unsupported: "Use a current Chrome, Edge, Firefox or Safari.",
  model: "Choose a person segmentation model (.tflite, float32) with one picture in and a mask out.",
  size: "Choose smaller frames.",
  memory: "Choose smaller frames, or close other pages.",
  lost: "Create another Background.",
};

/**
 * Makes what crosses to another thread of an error.
 * @param {unknown} error
 * @returns {{kind: string, message: string}}
 */
export function plainError(error) {
  const message = String(error?.message ?? error);
  if (error instanceof BackgroundError) return { kind: error.kind, message };
  const kind = typeof error?.kind === "string" ? error.kind : error instanceof RangeError ? "memory" : "source";
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return { kind, message: advice[kind] ? `${sentence} ${advice[kind]}` : sentence };
}

/** Makes an error of what crossed. */
export function revivedError({ kind, message }) {
  return new BackgroundError(kind, message);
}
