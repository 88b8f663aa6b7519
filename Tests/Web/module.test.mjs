// The modules themselves in Node: imports, exports, size, the choice of one, and what a lost one says.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { Engine, wasmFeatures } from '../../Web/engine.js';
import { backends, compiledModule, makeEngine, modulePath } from './support/engines.mjs';
import { kindOf } from './support/frames.mjs';

for (const backend of backends) {
  test(`${backend}: the module imports nothing, and exports what engine.js calls`, () => {
    const module = compiledModule(backend);
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    assert.deepEqual(WebAssembly.Module.exports(module).map(({ name }) => name).sort(), [
      'free', 'malloc', 'memory', 'vbg_begin', 'vbg_configure', 'vbg_create', 'vbg_load_model', 'vbg_reset',
      'vbg_resize', 'vbg_set', 'vbg_set_background', 'vbg_set_front', 'vbg_slate', 'vbg_state', 'vbg_step', 'vbg_text',
      'vbg_text_count',
    ]);
  });
}

test('the best build is found, by what fused multiply-adds gain', async () => {
  const { fusedIsFaster } = await import('../../Web/engine/fused.js');
  assert.equal(typeof await fusedIsFaster().catch(() => false), 'boolean');
  const assets = { 'vbg-plain.wasm': compiledModule('plain'), 'vbg-relaxed.wasm': compiledModule('plain') };
  const isBetter = wasmFeatures().relaxedSimd && await fusedIsFaster();
  assert.equal((await Engine.create({ assets })).backend, isBetter ? 'relaxed' : 'plain');
});

test('the module is small enough to be loaded by pages', () => {
  const size = zlib.brotliCompressSync(fs.readFileSync(modulePath('plain'))).length;
  assert.ok(size <= 600 * 1024, `expected at most 600 KB, found ${size} bytes`);
});

test('what a browser lacks, and what is not there, is said', async () => {
  await assert.rejects(Engine.create({ assets: {} }), kindOf('unsupported'));
  await assert.rejects(Engine.create({ assets: 'http://127.0.0.1:9/nowhere' }), kindOf('unsupported'));
  await assert.rejects(Engine.create({ assets: {}, backend: 'gpu' }), kindOf('option'));
  assert.equal(wasmFeatures().simd, true);
  const { validate } = WebAssembly;
  try {
    WebAssembly.validate = () => false;
    await assert.rejects(Engine.create({ assets: {} }), kindOf('unsupported'));
    assert.deepEqual(wasmFeatures(), { simd: false, relaxedSimd: false, threads: false });
  } finally {
    WebAssembly.validate = validate;
  }
});

test('an engine that broke, or was destroyed, says so', async () => {
  const instance = new WebAssembly.Instance(compiledModule('plain'), {});
  const engine = new Engine({ ...instance.exports, vbg_begin: () => { throw new WebAssembly.RuntimeError('unreachable'); } }, 'plain', 1);
  engine.resize(4, 4);
  assert.throws(() => engine.process(), kindOf('lost'));
  assert.throws(() => engine.output(), kindOf('lost'));
  assert.throws(() => engine.configure({}), kindOf('lost'));
  const other = await makeEngine();
  other.destroy();
  assert.throws(() => other.process(), kindOf('lost'));
  assert.equal(other.memoryByteCount, 0);
});
