import { VBGError } from './error.js';

/** Threads that a module can have. */
export const greatestThreadCount = 64;
const stackByteCount = 2 ** 20;

/** Memory as the module with threads imports it; Tools/build-embedded has the same numbers. */
export function sharedMemory() {
  try {
    return new WebAssembly.Memory({ initial: 64, maximum: 16384, shared: true });
  } catch (error) {
    throw new VBGError('memory', `expected 1 GB of address space for threads, found less: take another backend`);
  }
}

/** Starts workers on the memory, each with a stack of its own, and waits until all can work. */
export async function startWorkers(count, module, memory, exports) {
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
