// The module's numbers, and what they mean.

/** Pixel formats by the module's numbers. */
export const formats = ['rgba', 'bgra', 'nv12', 'i420', 'i422', 'i444', 'yuyv', 'gray'];
/** Ways of a picture to the size of frames. */
export const fits = ['cover', 'contain', 'stretch', 'tile'];
/** Stages of a frame. */
export const stages = [
  'done', 'resize', 'inference', 'smoothing', 'input', 'filter', 'blur', 'foreground', 'blend', 'output', 'matting',
];
/** Why the output is the slate. */
export const reasons = [
  null, 'no size of frames was given yet', 'no model was loaded yet', 'the model gave no numbers',
  'the slate was asked for',
];
/** Places of a picture before the person. */
export const positions = [
  'top-left', 'top', 'top-right', 'left', 'center', 'right', 'bottom-left', 'bottom', 'bottom-right',
];

/** The first words of `EngineState`, in its order. */
const stateWords = [
  'width', 'height', 'inputWidth', 'inputHeight', 'maskWidth', 'maskHeight', 'maskAddress', 'isMasked', 'isReused',
  'personShare', 'reason', 'threadCount', 'resultIsMask',
];
const planeWordCount = 10;

/**
 * Reads what the module wrote of itself.
 * @param {ArrayBufferLike} memory
 * @param {number} address
 */
export function readState(memory, address) {
  const words = new Int32Array(memory, address, stateWords.length + 2 * planeWordCount);
  const state = { words: words.slice() };
  stateWords.forEach((name, index) => { state[name] = words[index]; });
  state.maskAddress >>>= 0;
  state.personShare = new Float32Array(state.words.buffer)[stateWords.indexOf('personShare')];
  return state;
}

/** The planes of the input or the output, as views of the module's memory. */
export function planesOf({ words }, picture, memory) {
  const first = stateWords.length + (picture === 'input' ? 0 : planeWordCount);
  return Array.from({ length: words[first] }, (_, plane) => {
    const [address, stride, rowCount] = words.subarray(first + 1 + 3 * plane, first + 4 + 3 * plane);
    return { data: new Uint8Array(memory, address >>> 0, stride * rowCount), stride, rowCount };
  });
}
