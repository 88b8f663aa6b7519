// The engine of the browser demo (Volcomix/virtual-background, public/tflite): TensorFlow Lite with XNNPACK by
// Emscripten, from files that the caller reads.

/**
 * Loads `tflite-simd` or `tflite` with a model.
 * @param {(name: string) => Promise<Uint8Array>} read of a file
 * @param {string} name
 * @param {Uint8Array} model
 */
export async function demoEngine(read, name, model) {
  const source = new TextDecoder().decode(await read(`${name}.js`));
  const factoryName = source.match(/var (create\w+)/)[1];
  // What Emscripten's code looks for in a page.
  const page = { document: { currentScript: { src: 'file:///' } } };
  const factory = new Function('window', 'self', 'document', `${source}; return ${factoryName};`)(
    page, page, page.document);
  const module = await factory({ wasmBinary: await read(`${name}.wasm`), print: () => {} });
  module.HEAPU8.set(model, module._getModelBufferMemoryOffset());
  if (module._loadModel(model.length)) throw new Error(`expected ${name} to load the model`);
  const [width, height] = [module._getInputWidth(), module._getInputHeight()];
  const outputCount =
    module._getOutputHeight() * module._getOutputWidth() * module._getOutputChannelCount();
  const [input, output] = [module._getInputMemoryOffset() / 4, module._getOutputMemoryOffset() / 4];
  return {
    name: `demo ${name}`,
    width, height, channelCount: module._getOutputChannelCount(),
    /** The floats that an inference reads, and writes. */
    input: () => module.HEAPF32.subarray(input, input + width * height * 3),
    output: () => module.HEAPF32.subarray(output, output + outputCount),
    infer: () => module._runInference(),
  };
}
