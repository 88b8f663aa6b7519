// Measures vbg's modules for browsers in Node: inference beside the demo's engine, whole frames beside the native
// program. Run by Benchmarks/browser.
//
// node speed.mjs [--demo DIR] [--quick] [--models NAME,...] [--out FILE]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { backends, makeEngine, modelPath, modulePath, photoPath, program, scaled } from '../../Tests/Web/support/engines.mjs';
import { decodePNG } from '../../Tests/Web/support/png.mjs';
import { demoEngine } from './demo_engine.mjs';
import { NativeWorker } from './native_worker.mjs';
import { median, minimum, print, race } from './race.mjs';

const { values: options } = parseArgs({
  options: {
    demo: { type: 'string' }, quick: { type: 'boolean' }, models: { type: 'string' }, out: { type: 'string' },
  },
});
const [roundCount, runCount] = options.quick ? [4, 10] : [12, 25];
const files = {
  segm_full: 'segm_full_v679.tflite', segm_lite: 'segm_lite_v681.tflite',
  mlkit: 'selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16.tflite',
  landscape: 'selfie_segmentation_landscape.tflite', selfie: 'selfie_segmentation.tflite',
};
const results = { node: process.version, v8: process.versions.v8, cpu: os.cpus()[0].model, inference: {}, frames: {} };

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

function photo(width, height) {
  if (!fs.existsSync(photoPath)) {
    throw new Error(`expected the sample photo at ${photoPath}: vbg models fetch --sample-photo`);
  }
  return scaled(decodePNG(fs.readFileSync(photoPath)), width, height);
}

/** vbg as an engine of inferences alone: frames of the model's size, of which only the inference's time counts. */
async function vbgEngine(backend, model, threadCount = 1) {
  const engine = await makeEngine(backend, threadCount);
  const { inputWidth, inputHeight } = engine.loadModel(model);
  engine.configure({ background: 'color', filter: 'none', smoothing: 'off', reuse: -1 });
  engine.resize(inputWidth, inputHeight);
  engine.input().planes[0].data.set(photo(inputWidth, inputHeight).rgba);
  return {
    name: `vbg ${backend}${threadCount > 1 ? ` ${threadCount}` : ''}`, size: [inputWidth, inputHeight],
    time: () => engine.process().timings.inference, end: () => engine.destroy(),
  };
}

async function compareInference(name, file) {
  const model = fs.readFileSync(file);
  const engines = [];
  for (const backend of backends) engines.push(await vbgEngine(backend, model));
  if (fs.existsSync(modulePath('threads'))) engines.push(await vbgEngine('threads', model, 2));
  const [width, height] = engines[0].size;
  const input = Float32Array.from(photo(width, height).rgba.filter((_, index) => index % 4 !== 3), (byte) => byte / 255);
  if (options.demo) {
    for (const engineName of ['tflite-simd', 'tflite']) {
      const read = async (fileName) => fs.readFileSync(path.join(options.demo, fileName));
      const engine = await demoEngine(read, engineName, model).catch((error) => error);
      if (engine instanceof Error) {
        console.log(`${name}: demo ${engineName}: skipped: ${engine.message}`);
        continue;
      }
      engines.push({
        name: engine.name,
        time: () => {
          engine.input().set(input);
          const start = performance.now();
          engine.infer();
          return performance.now() - start;
        },
      });
    }
  }
  results.inference[name] = await race(engines, { roundCount, runCount });
  for (const engine of engines) engine.end?.();
  print(name, results.inference[name], 'demo tflite-simd');
}

/** Whole frames of 1280x720 from pixels to pixels in memory, beside the native program at its baseline level. */
async function compareFrames(job, engineOptions) {
  const [width, height] = [1280, 720];
  const worker = program('vbg-benchmark');
  const model = modelPath(files.landscape);
  if (!worker || !model) {
    console.log(`${job}: skipped: ${worker ? 'the landscape model' : 'vbg-benchmark'} is not there`);
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vbg-'));
  const frame = photo(width, height).rgba;
  const background = frame.map((byte, index) => (index % 4 === 3 ? 255 : (byte + index) & 255));
  fs.writeFileSync(`${folder}/frame`, frame);
  fs.writeFileSync(`${folder}/background`, background);
  const native = new NativeWorker(worker, ['compose', model, `${width}`, `${height}`, job, '1', 'baseline']);
  await native.answer();
  await native.ask(`input ${folder}/frame`);
  await native.ask(`background ${folder}/background`);
  const engines = [];
  for (const backend of backends) {
    const engine = await makeEngine(backend);
    engine.loadModel(fs.readFileSync(model));
    engine.configure({ smoothing: 'off', reuse: -1, ...engineOptions });
    engine.resize(width, height);
    engine.setBackground(background, width, height, 'stretch');
    engine.input().planes[0].data.set(frame);
    for (let run = 0; run < 20; run++) engine.process();
    engines.push({ backend, engine, times: [], stages: {} });
  }
  await pause(500);
  const nativeTimes = [];
  const count = options.quick ? 5 : 10;
  for (let round = 0; round < roundCount; round++) {
    nativeTimes.push(...(await native.ask(`run ${count} 2`)).nanoseconds.map((time) => time / 1e6));
    for (const one of engines) {
      one.engine.process();
      for (let run = 0; run < count; run++) {
        const { timings } = one.engine.process();
        one.times.push(timings.total);
        for (const [stage, time] of Object.entries(timings)) {
          one.stages[stage] = Math.min(one.stages[stage] ?? Infinity, time);
        }
      }
    }
  }
  native.end();
  fs.rmSync(folder, { recursive: true });
  const least = minimum(nativeTimes);
  results.frames[job] = { native_baseline: { min_ms: least, median_ms: median(nativeTimes) } };
  console.log(`${job.padEnd(10)} native baseline   min ${least.toFixed(2)} ms, median ${median(nativeTimes).toFixed(2)}`);
  for (const { backend, times, stages } of engines) {
    results.frames[job][backend] = { min_ms: minimum(times), median_ms: median(times), stages_min_ms: stages };
    const parts = Object.entries(stages).filter(([, time]) => time >= 0.05)
      .map(([stage, time]) => `${stage} ${time.toFixed(2)}`).join(', ');
    console.log(`${job.padEnd(10)} ${`vbg ${backend}`.padEnd(17)} min ${minimum(times).toFixed(2)} ms, `
      + `median ${median(times).toFixed(2)}  this / native ${(minimum(times) / least).toFixed(2)}  (${parts})`);
  }
}

console.log(`Node ${process.version}, V8 ${process.versions.v8}, ${results.cpu}; backends: ${backends.join(', ')}`);
if (!options.demo) console.log('the demo: skipped: no --demo DIR');
for (const [name, file] of Object.entries(files)) {
  if (options.models && !options.models.split(',').includes(name)) continue;
  const found = modelPath(file);
  if (found) await compareInference(name, found);
  else console.log(`${name}: skipped: ${file} is not there`);
}
await compareFrames('demo-image', { preset: 'demo', background: 'image' });
await compareFrames('demo-blur', { preset: 'demo', background: 'blur' });
await compareFrames('image', { preset: 'standard', background: 'image' });
await compareFrames('blur', { preset: 'standard', background: 'blur' });
if (options.out) fs.writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
