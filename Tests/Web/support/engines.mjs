// Where tests and benchmarks find the modules, models and programs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import { fileURLToPath } from 'node:url';
import { Engine, wasmFeatures } from '../../../Web/engine.js';

export const project = fileURLToPath(new URL('../../../', import.meta.url));

// Node 20 has relaxed SIMD behind a flag.
if (process.versions.node.startsWith('20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

const folders = { plain: 'wasm', relaxed: 'relaxed', threads: 'threads' };
const modules = {};

/** The file of a backend's module; `Tools/build-embedded` makes it. */
export const modulePath = (backend) =>
  path.join(project, '.build-embedded', folders[backend], `vbg-${backend}.wasm`);

/** The backends that are built and that this Node can run; those of VBG_BACKENDS, if it is set. */
export const backends = (process.env.VBG_BACKENDS ?? 'plain,relaxed').split(',').filter((backend) =>
  fs.existsSync(modulePath(backend)) && (backend === 'plain' || wasmFeatures().relaxedSimd));

export function compiledModule(backend) {
  modules[backend] ??= new WebAssembly.Module(fs.readFileSync(modulePath(backend)));
  return modules[backend];
}

export function makeEngine(backend = 'plain', threadCount = 1) {
  return Engine.create({ assets: { [`vbg-${backend}.wasm`]: compiledModule(backend) }, backend, threadCount });
}

/** The small model of the golden suite that takes pictures: 48x32 pixels. */
export const smallModel = fs.readFileSync(path.join(project, 'Tests/GoldenTests/Models/segmentation_network.tflite'));

const dataFolder = path.join(process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local/share'), 'vbg');

/** The path of a model's file, or undefined where it is not on this machine. */
export function modelPath(fileName) {
  const folders = [...(process.env.VBG_MODELS ?? '').split(':').filter(Boolean), path.join(dataFolder, 'models')];
  return folders.map((folder) => path.join(folder, fileName)).find((file) => fs.existsSync(file));
}

/** The sample photo's path. */
export const photoPath = path.join(dataFolder, 'photos/astronaut.png');

/** The path of a program of vbg's release build (that in VBG_BUILD, if it is set), or undefined. */
export function program(name) {
  const file = path.join(process.env.VBG_BUILD ?? path.join(project, '.build/release'), name);
  return fs.existsSync(file) ? file : undefined;
}

/** Bilinear scaling of RGBA pixels, to have frames of any size. */
export function scaled({ width, height, rgba }, newWidth, newHeight) {
  const result = new Uint8Array(newWidth * newHeight * 4);
  for (let y = 0; y < newHeight; y++) {
    const v = Math.max(0, Math.min(height - 1, (y + 0.5) * height / newHeight - 0.5));
    const top = Math.floor(v);
    const [upper, lower] = [top * width, Math.min(height - 1, top + 1) * width];
    for (let x = 0; x < newWidth; x++) {
      const u = Math.max(0, Math.min(width - 1, (x + 0.5) * width / newWidth - 0.5));
      const left = Math.floor(u);
      const right = Math.min(width - 1, left + 1);
      for (let channel = 0; channel < 4; channel++) {
        const above = rgba[(upper + left) * 4 + channel] * (1 - u + left) + rgba[(upper + right) * 4 + channel] * (u - left);
        const below = rgba[(lower + left) * 4 + channel] * (1 - u + left) + rgba[(lower + right) * 4 + channel] * (u - left);
        result[(y * newWidth + x) * 4 + channel] = Math.round(above * (1 - v + top) + below * (v - top));
      }
    }
  }
  return { width: newWidth, height: newHeight, rgba: result };
}

/** Numbers in 0 ..< 2^32 that a seed gives, always the same. */
export function randomNumbers(seed) {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 32n);
  };
}
