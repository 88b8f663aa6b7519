// Inferences in a browser's worker: the builds of vbg beside the demo's engine. Gets `{models, demo, counts}`: names of
// files in /models, the address of the demo's files or null; answers with the times of each model.
import { Engine, wasmFeatures } from '/vbg/engine.js';
import { demoEngine } from './demo_engine.mjs';
import { race } from './race.mjs';

const bytesOf = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: status ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

const isThere = async (backend) => (await fetch(`/vbg/vbg-${backend}.wasm`, { method: 'HEAD' })).ok;

async function vbgEngine(backend, model, frame, threadCount) {
  const engine = await Engine.create({ assets: new URL('/vbg/', self.location.href), backend, threadCount });
  const { inputWidth, inputHeight } = engine.loadModel(model);
  engine.configure({ background: 'color', filter: 'none', smoothing: 'off', reuse: -1 });
  engine.resize(inputWidth, inputHeight);
  engine.input().planes[0].data.set(frame(inputWidth, inputHeight));
  return {
    name: `vbg ${backend}${threadCount ? ` ${threadCount}` : ''}`, time: () => engine.process().timings.inference,
    end: () => engine.destroy(),
  };
}

onmessage = async ({ data: { models, demo, counts } }) => {
  try {
    const photo = await createImageBitmap(await (await fetch('/photos/astronaut.png')).blob());
    const frame = (width, height) => {
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(photo, 0, 0, width, height);
      return context.getImageData(0, 0, width, height).data;
    };
    const results = {}, { simd, relaxedSimd, threads } = wasmFeatures();
    for (const name of models) {
      const model = await bytesOf(`/models/${name}`);
      const engines = [];
      for (const [backend, can, threadCount] of [['plain', simd], ['relaxed', relaxedSimd], ['threads', threads, 2]]) {
        if (can && await isThere(backend)) engines.push(await vbgEngine(backend, model, frame, threadCount));
      }
      if (demo) {
        try {
          const engine = await demoEngine((file) => bytesOf(`${demo}/${file}`), 'tflite-simd', model);
          const input = Float32Array.from(frame(engine.width, engine.height).filter((_, index) => index % 4 !== 3), (byte) => byte / 255);
          engines.push({
            name: engine.name,
            time() {
              engine.input().set(input);
              const start = performance.now();
              engine.infer();
              return performance.now() - start;
            },
          });
        } catch (error) {
          postMessage({ note: `${name}: the demo's engine: skipped: ${error.message}` });
        }
      }
      results[name] = await race(engines, counts);
      for (const engine of engines) engine.end?.();
    }
    postMessage({ results });
  } catch (error) {
    postMessage({ error: String(error?.stack ?? error) });
  }
};
