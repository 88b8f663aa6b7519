// The engine: a thin layer over the exports of vbg-*.wasm (Web/Module/Exports.swift). No dependency, no build
// step; runs in pages, workers and Node. Everything but `Engine.create` is synchronous.

/** An error of the engine. `kind` says what to do about it; the message is one sentence. */
export class VBGError extends Error {
  /**
   * @param {'unsupported'|'model'|'size'|'memory'|'option'|'lost'} kind
   * @param {string} message
   */
  constructor(kind, message) {
    super(message);
    this.name = 'VBGError';
    this.kind = kind;
  }
}

const kinds = { '-1': 'model', '-2': 'size', '-3': 'memory', '-4': 'option' };

// The smallest modules that use a feature: one function whose body has one instruction of it.
const header = [0, 97, 115, 109, 1, 0, 0, 0];
const simdModule = [...header, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const relaxedModule = [
  ...header, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15,
  253, 133, 2, 11,
];
const threadModule = [
  ...header, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11,
];

/**
 * What this engine of WebAssembly can do, by asking it to validate small modules.
 * @returns {{simd: boolean, relaxedSimd: boolean, threads: boolean}} threads: whether memory can be shared
 *   here, too: pages must be cross-origin isolated for that.
 */
export function wasmFeatures() {
  const validates = (bytes) =>
    typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(bytes));
  return {
    simd: validates(simdModule),
    relaxedSimd: validates(relaxedModule),
    threads:
      validates(threadModule) && typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false,
  };
}

/** Pixel formats by the module's numbers. */
const formats = ['rgba', 'bgra', 'nv12', 'i420', 'i422', 'i444', 'yuyv', 'gray'];
const fits = ['cover', 'contain', 'stretch', 'tile'];
const stages = [
  'done', 'resize', 'inference', 'smoothing', 'input', 'filter', 'blur', 'foreground', 'blend', 'output', 'matting',
];
const reasons = [
  null, 'no size of frames was given yet', 'no model was loaded yet', 'the model gave no numbers',
  'the slate was asked for',
];

/** Options of `configure`: the module's names, and how a value becomes a word or a number. */
const word = (name) => (value) => [[name, String(value), 0]];
const number = (name) => (value) => [[name, '', toNumber(name, value)]];
const numberOrAutomatic = (name) => (value) =>
  value === null || value === 'auto' ? [[name, 'auto', 0]] : [[name, '', toNumber(name, value)]];
const wordOrAutomatic = (name) => (value) => [[name, value === null ? 'auto' : String(value), 0]];
const onOrOff = (name) => (value) => [[name, '', value ? 1 : 0]];

const optionWords = {
  // Stands first: the options behind it change what it gave.
  preset: word('preset'),
  background: word('background'),
  blur: (value) => (value === 'demo' ? [['blur', 'demo', 0]] : numberOrAutomatic('blur')(value)),
  color: (value) => [['color', '', colorNumber(value)]],
  filter: word('filter'),
  sigmaSpace: number('sigma-space'),
  sigmaColor: number('sigma-color'),
  // null: what the filter is meant for.
  coverage: (value) => {
    if (value === null) return [['coverage-low', 'auto', 0], ['coverage-high', 'auto', 0]];
    if (!Array.isArray(value) || value.length !== 2) {
      throw new VBGError('option', `expected two numbers for coverage, found ${JSON.stringify(value)}`);
    }
    return [
      ['coverage-low', '', toNumber('coverage', value[0])],
      ['coverage-high', '', toNumber('coverage', value[1])],
    ];
  },
  lightWrap: numberOrAutomatic('light-wrap'),
  blend: word('blend'),
  wrapSource: word('wrap-source'),
  wrapReach: word('wrap-reach'),
  smoothing: word('smoothing'),
  decontaminate: onOrOff('decontaminate'),
  mirror: onOrOff('mirror'),
  reuse: number('reuse'),
  result: word('result'),
};

function toNumber(name, value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new VBGError('option', `expected a number for ${name}, found ${JSON.stringify(value) ?? value}`);
  }
  return value;
}

function colorNumber(value) {
  const isByte = (part) => Number.isInteger(part) && part >= 0 && part <= 255;
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isByte)) {
    throw new VBGError(
      'option', `expected three whole numbers from 0 to 255 for color, found ${JSON.stringify(value)}`);
  }
  return value[0] * 65536 + value[1] * 256 + value[2];
}

/** The first words of `EngineState`, in its order. */
const stateWords = [
  'width', 'height', 'inputWidth', 'inputHeight', 'maskWidth', 'maskHeight', 'maskAddress', 'isMasked', 'isReused',
  'personShare', 'reason', 'threadCount', 'resultIsMask',
];
const planeWordCount = 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The file of a backend. */
const fileName = (backend) => `vbg-${backend}.wasm`;

/**
 * One engine: a model, a size of frames, options, and what they need in linear memory. An instance of
 * WebAssembly of its own; a thread's own, too.
 *
 * What leaves: `output()` holds the slate, or the frame of the last `process()` composited by its own mask.
 */
export class Engine {
  #exports;
  #state = {};
  #formats = { input: 'rgba', output: 'rgba' };
  #background = null;
  #isLost = false;
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
    const name = chosenBackend(backend, threadCount);
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
    this.#exports = exports;
    /** What is in use: 'plain', 'relaxed' or 'threads'. */
    this.backend = backend;
    exports.vbg_create(threadCount);
    this.#readState();
  }

  /** Threads that work on a frame, this one included. */
  get threadCount() {
    return this.#state.threadCount;
  }

  /** The size of linear memory, which never shrinks. */
  get memoryByteCount() {
    return this.#isLost ? 0 : this.#exports.memory.buffer.byteLength;
  }

  /**
   * Loads a model. An error leaves the model before in force.
   * @param {Uint8Array} bytes of a .tflite file
   * @param {{decoding?: string|null, inputRange?: string|null}} [meaning] where the catalogue does not know it
   * @returns {{name: string|null, sha256: string, kind: string, kindSource: string, inputRange: string,
   *   inputRangeSource: string, inputWidth: number, inputHeight: number, maskWidth: number, maskHeight: number}}
   */
  loadModel(bytes, { decoding = null, inputRange = null } = {}) {
    this.#set([...wordOrAutomatic('decoding')(decoding), ...wordOrAutomatic('input-range')(inputRange)]);
    this.#lend(bytes, (address) =>
      this.#check(() => this.#exports.vbg_load_model(address, bytes.byteLength)));
    const [name, sha256, kind, kindSource, range, inputRangeSource] = this.#text().split('\n');
    this.#readState();
    this.#sendBackground();
    const { inputWidth, inputHeight, maskWidth, maskHeight } = this.#state;
    return {
      name: name || null, sha256, kind, kindSource, inputRange: range, inputRangeSource, inputWidth, inputHeight,
      maskWidth, maskHeight,
    };
  }

  /**
   * Changes options between two frames; those that are not named stay. An error changes nothing.
   * @param {object} options see the README
   */
  configure(options) {
    const unknown = Object.keys(options).find((name) => !Object.hasOwn(optionWords, name));
    if (unknown !== undefined) {
      throw new VBGError('option', `expected the name of an option, found '${unknown}'`);
    }
    const given = Object.keys(optionWords).filter((name) => options[name] !== undefined);
    this.#set(given.flatMap((name) => optionWords[name](options[name])));
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
    this.#check(() => this.#exports.vbg_resize(width, height, input, output, encoding));
    this.#formats = { input: inputFormat, output: outputFormat };
    this.#readState();
    this.#sendBackground();
  }

  /**
   * The memory of the next frame. Views end when linear memory grows: ask anew for each frame.
   * @returns {{width: number, height: number, format: string,
   *   planes: {data: Uint8Array, stride: number, rowCount: number}[]}}
   */
  input() {
    return this.#picture(stateWords.length, this.#formats.input);
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
    if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 ||
        rgba.length !== width * height * 4) {
      throw new VBGError(
        'size', `expected ${width} x ${height} x 4 bytes of a background, found ${rgba?.length}`);
    }
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
   * Processes the frame in the input.
   * @param {() => number} [now] milliseconds
   * @returns {{masked: boolean, reused: boolean, personShare: number|null, reason: string|null,
   *   timings: Object<string, number>}} where `masked` is false and `reason` is not null, the output is the slate
   */
  process(now = () => performance.now()) {
    const timings = {};
    const start = now();
    this.#guard(() => {
      let before = start;
      this.#exports.vbg_begin();
      for (;;) {
        const stage = this.#exports.vbg_step();
        const time = now();
        const name = stages[stage];
        // What ends a frame, such as writing a mask, counts for its output.
        const counted = name === 'done' ? 'output' : name;
        timings[counted] = (timings[counted] ?? 0) + time - before;
        before = time;
        if (stage === 0) break;
      }
    });
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
    return this.#picture(stateWords.length + planeWordCount, format);
  }

  /** Lets the output show the slate, and returns it. */
  slate() {
    this.#guard(() => this.#exports.vbg_slate());
    this.#readState();
    return this.output();
  }

  /** The mask of the last frame at the model's size, made steady; null before there is one. */
  mask() {
    const { maskAddress, maskWidth, maskHeight, isMasked } = this.#state;
    if (!isMasked) return null;
    const { buffer } = this.#exports.memory;
    return { data: new Uint8Array(buffer, maskAddress, maskWidth * maskHeight), width: maskWidth, height: maskHeight };
  }

  /** Forgets all masks: for a frame that has nothing to do with those before. */
  reset() {
    this.#guard(() => this.#exports.vbg_reset());
  }

  /** Lets go of everything; the engine can't be used afterwards. */
  destroy() {
    this.#isLost = true;
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#exports = null;
    this.#background = null;
  }

  #sendBackground() {
    if (!this.#background || !this.#state.width) return;
    const { rgba, width, height, fit } = this.#background;
    this.#lend(rgba, (address) =>
      this.#check(() => this.#exports.vbg_set_background(address, width, height, fits.indexOf(fit))));
    this.#readState();
  }

  #set(triples) {
    for (const [name, text, value] of triples) {
      const nameBytes = encoder.encode(name);
      const textBytes = encoder.encode(text.slice(0, 100));
      const bytes = new Uint8Array(nameBytes.length + textBytes.length);
      bytes.set(nameBytes);
      bytes.set(textBytes, nameBytes.length);
      this.#lend(bytes, (address) =>
        this.#check(() =>
          this.#exports.vbg_set(address, nameBytes.length, address + nameBytes.length, textBytes.length, value)));
    }
    this.#check(() => this.#exports.vbg_configure());
    this.#readState();
  }

  /** Copies bytes into linear memory for a call. */
  #lend(bytes, call) {
    const address = this.#guard(() => this.#exports.malloc(bytes.length)) >>> 0;
    if (address === 0) {
      throw new VBGError('memory', `expected ${bytes.length} bytes of memory, found none: use smaller pictures`);
    }
    try {
      new Uint8Array(this.#exports.memory.buffer, address, bytes.length).set(bytes);
      return call(address);
    } finally {
      if (!this.#isLost) this.#guard(() => this.#exports.free(address));
    }
  }

  /** Makes a call that returns a kind of error. */
  #check(call) {
    const code = this.#guard(call);
    if (code < 0) throw new VBGError(kinds[code], this.#text());
  }

  /** Makes a call; one that traps leaves an engine that can't go on. */
  #guard(call) {
    if (this.#isLost) throw new VBGError('lost', 'the engine is gone: create another');
    try {
      return call();
    } catch (error) {
      if (error instanceof VBGError) throw error;
      this.destroy();
      throw new VBGError('lost', `the engine broke (${error.message}): create another`);
    }
  }

  #text() {
    const { memory, vbg_text, vbg_text_count } = this.#exports;
    // Decoders take no shared memory: a copy.
    return decoder.decode(new Uint8Array(memory.buffer, vbg_text(), vbg_text_count()).slice());
  }

  #readState() {
    const address = this.#guard(() => this.#exports.vbg_state());
    const words = new Int32Array(this.#exports.memory.buffer, address, stateWords.length + 2 * planeWordCount);
    const state = { words: words.slice() };
    stateWords.forEach((name, index) => { state[name] = words[index]; });
    state.maskAddress >>>= 0;
    state.personShare = new Float32Array(state.words.buffer)[stateWords.indexOf('personShare')];
    this.#state = state;
  }

  #picture(first, format) {
    if (this.#isLost) throw new VBGError('lost', 'the engine is gone: create another');
    const { words, width, height } = this.#state;
    const planes = [];
    for (let plane = 0; plane < words[first]; plane++) {
      const [address, stride, rowCount] = words.subarray(first + 1 + 3 * plane, first + 4 + 3 * plane);
      const data = new Uint8Array(this.#exports.memory.buffer, address >>> 0, stride * rowCount);
      planes.push({ data, stride, rowCount });
    }
    return { width, height, format, planes };
  }
}

function chosenBackend(backend, threadCount) {
  const { simd, relaxedSimd, threads } = wasmFeatures();
  if (!simd) {
    throw new VBGError('unsupported', 'expected a browser with WebAssembly SIMD, found one without: update it');
  }
  switch (backend) {
    case 'auto': return threads && threadCount > 1 && typeof document !== 'object' ? 'threads' : relaxedSimd ? 'relaxed' : 'plain';
    case 'plain': return 'plain';
    case 'relaxed':
      if (relaxedSimd) return 'relaxed';
      throw new VBGError('unsupported', "expected a browser with relaxed SIMD for the backend 'relaxed', found none");
    case 'threads':
      // A page's own thread may not wait.
      if (typeof document === 'object') {
        throw new VBGError('unsupported', "expected the backend 'threads' to be asked for in a worker");
      }
      if (threads) return 'threads';
      throw new VBGError(
        'unsupported', "expected memory that can be shared for the backend 'threads', found none: the page must be "
        + 'cross-origin isolated (COOP and COEP headers)');
    default:
      throw new VBGError('option', `expected a backend of auto, plain, relaxed, threads, found '${backend}'`);
  }
}

const greatestThreadCount = 64;
const stackByteCount = 2 ** 20;

/** Memory as the module with threads imports it; Tools/build-embedded has the same numbers. */
function sharedMemory() {
  try {
    return new WebAssembly.Memory({ initial: 64, maximum: 16384, shared: true });
  } catch (error) {
    throw new VBGError('memory', `expected 1 GB of address space for threads, found less: take another backend`);
  }
}

/** Starts workers on the memory, each with a stack of its own, and waits until all can work. */
async function startWorkers(count, module, memory, exports) {
  const url = new URL('./thread.js', import.meta.url);
  const isNode = typeof process === 'object' && !!process.versions?.node;
  const Worker = isNode ? (await import('node:worker_threads')).Worker : globalThis.Worker;
  const workers = [];
  const start = (index) => new Promise((resolve, reject) => {
    const worker = new Worker(url, { type: 'module' });
    workers.push(worker);
    const fail = () => reject(new VBGError('unsupported', `expected ${url.href} to start as a worker, found an error`));
    if (isNode) {
      worker.once('message', () => {
        // A program may end while workers wait.
        worker.unref();
        resolve();
      });
      worker.once('error', fail);
    } else {
      worker.onmessage = resolve;
      worker.onerror = fail;
    }
    const stack = exports.malloc(stackByteCount) >>> 0;
    if (stack === 0) fail();
    // The stack grows downwards from an aligned end.
    worker.postMessage({ module, memory, stackTop: (stack + stackByteCount) & ~15, index });
  });
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  } catch (error) {
    for (const worker of workers) worker.terminate();
    throw error;
  }
  return workers;
}

async function compiledModule(assets, backend) {
  const name = fileName(backend);
  if (typeof assets === 'object' && assets !== null && !(assets instanceof URL)) {
    const file = assets[name];
    if (file instanceof WebAssembly.Module) return file;
    if (!file) throw new VBGError('unsupported', `expected ${name} among the assets, found none`);
    return WebAssembly.compile(file);
  }
  const base = new URL(assets ?? '.', assets === undefined ? import.meta.url : globalThis.location?.href ?? import.meta.url);
  const url = new URL(name, base.href.endsWith('/') ? base : `${base.href}/`);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    throw new VBGError('unsupported', `expected ${url.href}, found ${response ? `status ${response.status}` : 'no answer'}`);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
