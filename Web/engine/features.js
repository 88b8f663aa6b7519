import { VBGError } from './error.js';
import { fusedIsFaster } from './fused.js';

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

/**
 * The build to load. What is left to it is decided by what is there and, for fused multiply-adds, by what they gain.
 * @param {'auto'|'plain'|'relaxed'|'threads'} backend
 * @param {number} threadCount
 * @returns {Promise<'plain'|'relaxed'|'threads'>}
 * @throws {VBGError}
 */
export async function chosenBackend(backend, threadCount) {
  const { simd, relaxedSimd, threads } = wasmFeatures();
  if (!simd) {
    throw new VBGError('unsupported', 'expected a browser with WebAssembly SIMD, found one without: update it');
  }
  switch (backend) {
    case 'auto':
      if (threads && threadCount > 1 && typeof document !== 'object') return 'threads';
      return relaxedSimd && await fusedIsFaster() ? 'relaxed' : 'plain';
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
