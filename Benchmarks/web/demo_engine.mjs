// The engine of the browser demo (Volcomix/virtual-background, public/tflite): TensorFlow Lite with XNNPACK by
// Emscripten, from a folder that the caller names.
import fs from 'node:fs';
import path from 'node:path';

/** Loads `tflite-simd` or `tflite` with a model. */
export async function demoEngine(folder, name, model) {
  const source = fs.readFileSync(path.join(folder, `${name}.js`), 'utf8');
  const factoryName = source.match(/var (create\w+)/)[1];
  // What Emscripten's code looks for in a page.
  const page = { document: { currentScript: { src: 'file:///' } } };
  const factory = new Function('window', 'self', 'document', `${source}; return ${factoryName};`)(
    page, page, page.document);
  const module = await factory({
    wasmBinary: fs.readFileSync(path.join(folder, `${name}.wasm`)), print: () => {},
  });
  module.HEAPU8.set(model, module._getModelBufferMemoryOffset());
  if (module._loadModel(model.length)) throw new Error(`expected ${name} to load the model`);
  const outputCount =
    module._getOutputHeight() * module._getOutputWidth() * module._getOutputChannelCount();
  return {
    name: `demo ${name}`,
    setInput: (values) => module.HEAPF32.set(values, module._getInputMemoryOffset() / 4),
    infer: () => module._runInference(),
    output: () => module.HEAPF32.slice(module._getOutputMemoryOffset() / 4).subarray(0, outputCount),
  };
}
