// The module for several workers on one memory, in Node.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { makeEngine, modulePath, compiledModule, randomNumbers, smallModel } from './support/engines.mjs';

const skip = fs.existsSync(modulePath('threads')) ? false : 'vbg-threads.wasm is not built';

test('threads: the module imports the memory alone', { skip }, () => {
  const imports = WebAssembly.Module.imports(compiledModule('threads'));
  assert.deepEqual(imports, [{ module: 'env', name: 'memory', kind: 'memory' }]);
});

test('threads: results do not depend on their number, and are those of the plain module', { skip }, async () => {
  const engines = [await makeEngine('plain')];
  for (const threadCount of [1, 2, 3]) engines.push(await makeEngine('threads', threadCount));
  assert.deepEqual(engines.map((engine) => engine.threadCount), [1, 1, 2, 3]);
  const next = randomNumbers(9);
  for (const engine of engines) {
    engine.configure({ coverage: [0.81, 0.85], reuse: -1 });
    engine.loadModel(smallModel);
  }
  for (const [width, height] of [[96, 64], [321, 123], [1, 1]]) {
    for (const engine of engines) engine.resize(width, height);
    for (const options of [
      { background: 'blur', blur: null }, { blur: 3 }, { background: 'image', filter: 'guided' },
      { background: 'color', filter: 'separable', decontaminate: true }, { filter: 'exact', result: 'mask' },
      { result: 'picture', mirror: true, smoothing: 'off' },
    ]) {
      const frame = new Uint8Array(width * height * 4).map((_, index) => (index % 4 === 3 ? 255 : next()));
      const outputs = engines.map((engine) => {
        engine.configure(options);
        engine.input().planes[0].data.set(frame);
        for (let turn = 0; turn < 3; turn++) assert.equal(engine.process().masked, true);
        return engine.output().planes[0].data.slice();
      });
      for (const output of outputs) {
        assert.deepEqual(Buffer.from(output), Buffer.from(outputs[0]), `${JSON.stringify(options)} ${width}x${height}`);
      }
    }
  }
  for (const engine of engines) engine.destroy();
});

test('threads: engines come and go', { skip }, async () => {
  for (let round = 0; round < 5; round++) {
    const engine = await makeEngine('threads', 2);
    engine.loadModel(smallModel);
    engine.resize(20, 20);
    assert.equal(engine.process().masked, true);
    engine.destroy();
  }
});
