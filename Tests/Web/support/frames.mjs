// Frames that tests fill, and what they look for.
import assert from 'node:assert/strict';
import { VBGError } from '../../../Web/engine.js';

/** The small model's masks of noise lie in this range: some cells show the person, some do not. */
export const coverage = [0.81, 0.85];
export const backgrounds = ['blur', 'image', 'color', 'transparent'];

/** Checks the kind of an error, and that it is one line. */
export const kindOf = (kind) => (error) => {
  assert.ok(error instanceof VBGError, `expected a VBGError, found ${error.stack}`);
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, /^[^\n]+$/);
  return true;
};

/** Fills planes with 32-bit words. */
export function fill(planes, next) {
  for (const { data } of planes) {
    const words = new Uint32Array((data.length + 3) >> 2);
    for (let index = 0; index < words.length; index++) words[index] = next();
    data.set(new Uint8Array(words.buffer, 0, data.length));
  }
}

/** A frame of stripes, noise and opaque pixels, which the small model takes for different people. */
export function fillWithScene({ planes: [{ data }] }, next) {
  const [period, base] = [10 + next() % 60, next() % 256];
  for (let index = 0; index < data.length; index++) {
    data[index] = index % 4 === 3 ? 255 : base + 60 * Math.sin(index / period) + next() % 16;
  }
}

/** Copies of a picture's planes. */
export const copy = (picture) => picture.planes.map(({ data }) => data.slice());
