// The engine: a thin layer over the exports of vbg-*.wasm (Web/Module/Exports.swift). No dependency, no build
// step; runs in pages, workers and Node. Everything but `Engine.create` is synchronous.
import { VBGError } from './engine/error.js';
import { chosenBackend, wasmFeatures } from './engine/features.js';
import { Instance } from './engine/instance.js';
import { compiledModule } from './engine/module.js';
import { meaningTriples, optionTriples } from './engine/options.js';
import { fits, formats, planesOf, positions, reasons, stages } from './engine/state.js';
import { greatestThreadCount, sharedMemory, startWorkers } from './engine/workers.js';

export { VBGError, wasmFeatures };

const encoder = new TextEncoder();

/**
 * One engine: a model, a size of frames, options, and what they need in linear memory. An instance of
 * WebAssembly of its own; a thread's own, too.
 *
 * What leaves: `output()` holds the slate, or the frame of the last `process()` composited by its own mask.
 */
export class Engine {
  #instance;
  #state = {};
  #formats = { input: 'rgba', output: 'rgba' };
  #background = null;
  #front = null;
  #workers = [];

  /**
   * Loads the module.
   * @param {object} [options]
   * @param {string|URL|Object<string, BufferSource|WebAssembly.Module>} options.assets the folder of the .wasm
   *   files, or the files by their names
   * @param {'auto'|'plain'|'relaxed'|'threads'} [options.backend]
   * @param {number} [options.threadCount] threads that share a frame, for the backend 'threads', which 'auto' takes
   *   for more than one where memory can be shared
   * @returns {Promise<Engine>}
   */
  static async create({ assets, backend = 'auto', threadCount = 1 } = {}) {
    const name = await chosenBackend(backend, threadCount);
    const module = await compiledModule(assets, name);
    if (name !== 'threads') {
      return new Engine((await WebAssembly.instantiate(module, {})).exports, name, 1);
    }
    const count = Math.min(Math.max(Math.trunc(threadCount), 1), greatestThreadCount);
    const memory = sharedMemory();
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const workers = await startWorkers(count - 1, module, memory, exports);
    const engine = new Engine({ ...exports, memory }, name, count);
    engine.#workers = workers;
    return engine;
  }

  /** For `create` alone. */
  constructor(exports, backend, threadCount) {
    this.#instance = new Instance(exports);
    /** What is in use: 'plain', 'relaxed' or 'threads'. */
    this.backend = backend;
    this.#instance.call('vbg_create', threadCount);
    this.#readState();
  }

  /** Threads that work on a frame, this one included. */
  get threadCount() {
    return this.#state.threadCount;
  }

  /** The size of linear memory, which never shrinks. */
  get memoryByteCount() {
    return this.#instance.isLost ? 0 : this.#instance.memory.byteLength;
  }

  /**
   * Loads a model. An error leaves the model before in force.
   * @param {Uint8Array} bytes of a .tflite file
   * @param {{decoding?: string|null, inputRange?: string|null, classes?: string|number|(string|number)[]|null,
   *   channel?: number|null, outputIndex?: number|null}} [meaning] of its numbers, where neither the catalogue nor the
   *   file knows it; classes that are the person, by numbers or the file's labels
   * @returns {{name: string|null, sha256: string, kind: string, kindSource: string, inputRange: string,
   *   inputRangeSource: string, classes: string|null, classesSource: string, outputIndex: number, channelCount: number,
   *   labels: string[], inputWidth: number, inputHeight: number, maskWidth: number, maskHeight: number}}
   */
  loadModel(bytes, meaning = {}) {
    this.#set(meaningTriples(meaning));
    this.#instance.lend(bytes, (address) =>
      this.#instance.check('vbg_load_model', address, bytes.byteLength));
    const [
      name, sha256, kind, kindSource, inputRange, inputRangeSource, classes, classesSource, outputIndex, channelCount,
      ...labels
    ] = this.#instance.text().split('\n').slice(0, -1);
    this.#readState();
    this.#sendPictures();
    const { inputWidth, inputHeight, maskWidth, maskHeight } = this.#state;
    return {
      name: name || null, sha256, kind, kindSource, inputRange, inputRangeSource, classes: classes || null, classesSource,
      outputIndex: Number(outputIndex), channelCount: Number(channelCount), labels, inputWidth, inputHeight, maskWidth,
      maskHeight,
    };
  }

  /**
   * Changes options between two frames; those that are not named stay. An error changes nothing.
   * @param {object} options see the README
   */
  configure(options) {
    this.#set(optionTriples(options));
  }

  /**
   * Sets the size and the formats of frames. An error leaves those before in force.
   * @param {number} width
   * @param {number} height
   * @param {string} [inputFormat] 'rgba', 'bgra', 'nv12', 'i420', 'i422', 'i444', 'yuyv' or 'gray'
   * @param {string} [outputFormat] the same
   * @param {{matrix?: 'bt601'|'bt709', fullRange?: boolean}} [encoding] of luma and chroma
   */
  resize(width, height, inputFormat = 'rgba', outputFormat = 'rgba', { matrix = 'bt601', fullRange = false } = {}) {
    const side = (value) => (Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : -1);
    if (side(width) < 0 || side(height) < 0) {
      throw new VBGError('size', `expected a width and a height in whole pixels, found ${width} and ${height}`);
    }
    const [input, output] = [formats.indexOf(inputFormat), formats.indexOf(outputFormat)];
    if (input < 0 || output < 0) {
      throw new VBGError(
        'option', `expected formats of ${formats.join(', ')}, found '${inputFormat}' and '${outputFormat}'`);
    }
    const encoding = (matrix === 'bt709' ? 1 : 0) + (fullRange ? 2 : 0);
    this.#instance.check('vbg_resize', width, height, input, output, encoding);
    this.#formats = { input: inputFormat, output: outputFormat };
    this.#readState();
    this.#sendPictures();
  }

  /**
   * The memory of the next frame. Views end when linear memory grows: ask anew for each frame.
   * @returns {{width: number, height: number, format: string,
   *   planes: {data: Uint8Array, stride: number, rowCount: number}[]}}
   */
  input() {
    return this.#picture('input', this.#formats.input);
  }

  /**
   * Takes the picture that stands behind the person, of any size; it is kept for other sizes of frames and
   * other models.
   * @param {Uint8Array|Uint8ClampedArray|null} rgba straight alpha; null for black
   * @param {number} width
   * @param {number} height
   * @param {'cover'|'contain'|'stretch'|'tile'} [fit]
   */
  setBackground(rgba, width, height, fit = 'cover') {
    if (rgba === null) [rgba, width, height] = [new Uint8Array([0, 0, 0, 255]), 1, 1];
    checkPicture('a background', rgba, width, height);
    if (!fits.includes(fit)) throw new VBGError('option', `expected a fit of ${fits.join(', ')}, found '${fit}'`);
    const before = this.#background;
    this.#background = { rgba, width, height, fit };
    try {
      this.#sendBackground();
    } catch (error) {
      this.#background = before;
      throw error;
    }
  }

  /**
   * Takes a picture that stands before the person, in its own size or smaller; it is kept for other sizes of frames
   * and other models.
   * @param {Uint8Array|Uint8ClampedArray|null} rgba straight alpha; null for none
   * @param {number} [width]
   * @param {number} [height]
   * @param {string} [position] 'bottom', 'top-left' and the like
   */
  setFront(rgba, width = 0, height = 0, position = 'bottom') {
    if (rgba !== null) checkPicture('a picture in front', rgba, width, height);
    if (!positions.includes(position)) {
      throw new VBGError('option', `expected a position of ${positions.join(', ')}, found '${position}'`);
    }
    const before = this.#front;
    this.#front = { rgba: rgba ?? new Uint8Array(0), width: rgba ? width : 0, height: rgba ? height : 0, position };
    try {
      this.#sendFront();
    } catch (error) {
      this.#front = before;
      throw error;
    }
  }

  /**
   * Processes the frame in the input.
   * @param {() => number} [now] milliseconds
   * @returns {{masked: boolean, reused: boolean, personShare: number|null, reason: string|null,
   *   timings: Object<string, number>}} where `masked` is false and `reason` is not null, the output is the slate
   */
  process(now = () => performance.now()) {
    const timings = {};
    const start = now();
    let before = start;
    this.#instance.call('vbg_begin');
    for (;;) {
      const stage = this.#instance.call('vbg_step');
      const time = now();
      const name = stages[stage];
      // What ends a frame, such as writing a mask, counts for its output.
      const counted = name === 'done' ? 'output' : name;
      timings[counted] = (timings[counted] ?? 0) + time - before;
      before = time;
      if (stage === 0) break;
    }
    timings.total = now() - start;
    this.#readState();
    const state = this.#state;
    return {
      masked: state.isMasked === 1,
      reused: state.isReused === 1,
      personShare: state.personShare >= 0 ? state.personShare : null,
      reason: reasons[state.reason],
      timings,
    };
  }

  /** The result of the last `process()`, or the slate; with `result: 'mask'` a gray picture. See `input()`. */
  output() {
    const format = this.#state.resultIsMask ? 'gray' : this.#formats.output;
    return this.#picture('output', format);
  }

  /** Lets the output show the slate, and returns it. */
  slate() {
    this.#instance.call('vbg_slate');
    this.#readState();
    return this.output();
  }

  /** The mask of the last frame at the model's size, made steady; null before there is one. */
  mask() {
    const { maskAddress, maskWidth, maskHeight, isMasked } = this.#state;
    if (!isMasked) return null;
    const data = new Uint8Array(this.#instance.memory, maskAddress, maskWidth * maskHeight);
    return { data, width: maskWidth, height: maskHeight };
  }

  /** Forgets all masks: for a frame that has nothing to do with those before. */
  reset() {
    this.#instance.call('vbg_reset');
  }

  /** Lets go of everything; the engine can't be used afterwards. */
  destroy() {
    this.#instance.end();
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#background = null;
    this.#front = null;
  }

  /** An effect that was made anew has no pictures. */
  #sendPictures() {
    this.#sendBackground();
    this.#sendFront();
  }

  #sendFront() {
    if (!this.#front || !this.#state.width) return;
    const { rgba, width, height, position } = this.#front;
    this.#instance.lend(rgba, (address) =>
      this.#instance.check('vbg_set_front', address, width, height, positions.indexOf(position)));
  }

  #sendBackground() {
    if (!this.#background || !this.#state.width) return;
    const { rgba, width, height, fit } = this.#background;
    this.#instance.lend(rgba, (address) =>
      this.#instance.check('vbg_set_background', address, width, height, fits.indexOf(fit)));
    this.#readState();
  }

  #set(triples) {
    for (const [name, text, value] of triples) {
      const nameBytes = encoder.encode(name);
      const textBytes = encoder.encode(text.slice(0, 100));
      const bytes = new Uint8Array(nameBytes.length + textBytes.length);
      bytes.set(nameBytes);
      bytes.set(textBytes, nameBytes.length);
      this.#instance.lend(bytes, (address) =>
        this.#instance.check('vbg_set', address, nameBytes.length, address + nameBytes.length, textBytes.length, value));
    }
    this.#instance.check('vbg_configure');
    this.#readState();
  }

  #readState() {
    this.#state = this.#instance.state();
  }

  #picture(which, format) {
    const { width, height } = this.#state;
    return { width, height, format, planes: planesOf(this.#state, which, this.#instance.memory) };
  }
}

/** Checks that bytes are a picture's. */
function checkPicture(what, rgba, width, height) {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 ||
      rgba.length !== width * height * 4) {
    throw new VBGError('size', `expected ${width} x ${height} x 4 bytes of ${what}, found ${rgba?.length}`);
  }
}
