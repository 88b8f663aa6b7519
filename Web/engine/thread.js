// A worker of the backend with threads: an instance on the engine's memory, which waits for work for ever.

const isNode = typeof process === 'object' && !!process.versions?.node;
const port = isNode ? (await import('node:worker_threads')).parentPort : globalThis;

const start = ({ module, memory, stackTop, index }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.__stack_pointer.value = stackTop;
  port.postMessage('ready');
  exports.vbg_work(index);
};

if (isNode) port.once('message', start);
else port.onmessage = ({ data }) => start(data);
