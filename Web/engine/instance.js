import { kinds, VBGError } from './error.js';
import { readState } from './state.js';

const decoder = new TextDecoder();

/** An instance of the module: calls of its exports, whose failures become errors. One that traps is gone. */
export class Instance {
  #exports;

  constructor(exports) {
    this.#exports = exports;
  }

  /** Whether it can be called no more. */
  get isLost() {
    return this.#exports === null;
  }

  /** Linear memory; another buffer whenever it grows. */
  get memory() {
    if (this.isLost) throw new VBGError('lost', 'the engine is gone: create another');
    return this.#exports.memory.buffer;
  }

  /** Calls an export. @throws {VBGError} `lost` where it traps */
  call(name, ...values) {
    if (this.isLost) throw new VBGError('lost', 'the engine is gone: create another');
    try {
      return this.#exports[name](...values);
    } catch (error) {
      this.end();
      throw new VBGError('lost', `the engine broke (${error.message}): create another`);
    }
  }

  /** Calls an export that returns a kind of error. @throws {VBGError} */
  check(name, ...values) {
    const code = this.call(name, ...values);
    if (code < 0) throw new VBGError(kinds[code], this.text());
  }

  /** Copies bytes into linear memory for a call with their address. */
  lend(bytes, call) {
    // None is lent as one: an address is wanted.
    const address = this.call('malloc', Math.max(1, bytes.length)) >>> 0;
    if (address === 0) {
      throw new VBGError('memory', `expected ${bytes.length} bytes of memory, found none: use smaller pictures`);
    }
    try {
      new Uint8Array(this.memory, address, bytes.length).set(bytes);
      return call(address);
    } finally {
      if (!this.isLost) this.call('free', address);
    }
  }

  /** The last text: an error's sentence, or what is known of a model. */
  text() {
    // Decoders take no shared memory: a copy.
    return decoder.decode(new Uint8Array(this.memory, this.call('vbg_text'), this.call('vbg_text_count')).slice());
  }

  /** What the module says of itself. */
  state() {
    const address = this.call('vbg_state');
    return readState(this.memory, address);
  }

  /** Lets go of it. */
  end() {
    this.#exports = null;
  }
}
