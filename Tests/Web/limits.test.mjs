// An engine in Node at its limits: sizes, memory, models of attackers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../Web/engine.js';
import { backends, compiledModule, makeEngine, randomNumbers, smallModel } from './support/engines.mjs';
import { backgrounds, coverage, fill, kindOf } from './support/frames.mjs';

for (const backend of backends) {
  test(`${backend}: sizes that cannot be are errors, and those that can are processed`, async () => {
    const engine = await makeEngine(backend);
    engine.loadModel(smallModel);
    engine.configure({ coverage });
    engine.resize(20, 10);
    for (const [width, height] of [
      [0, 0], [0, 5], [5, 0], [-1, 5], [2 ** 31, 1], [2 ** 32, 1], [2 ** 32 + 4, 4], [1e300, 1], [NaN, 1], [1.5, 2],
      [65536, 1], [1, 65536], ['5', 5], [undefined, undefined],
    ]) assert.throws(() => engine.resize(width, height), kindOf('size'), `${width}x${height}`);
    for (const side of [16384, 32768, 65500]) {
      assert.throws(() => engine.resize(side, side), (error) => ['size', 'memory'].includes(error.kind));
    }
    assert.throws(() => engine.resize(5, 5, 'rgb24'), kindOf('option'));
    assert.deepEqual([engine.input().width, engine.input().height], [20, 10]);
    const next = randomNumbers(8);
    for (const [width, height] of [
      [1, 1], [2, 1], [1, 2], [3, 3], [1, 500], [500, 1], [16384, 1], [1, 16384], [65500, 1], [17, 31], [641, 359],
    ]) {
      for (const format of ['rgba', 'bgra', 'nv12', 'i420', 'i422', 'i444', 'yuyv', 'gray']) {
        engine.resize(width, height, format, format);
        fill(engine.input().planes, next);
        for (const background of ['blur', 'color']) {
          engine.configure({ background });
          assert.equal(engine.process().masked, true, `${format} ${width}x${height} ${background}`);
        }
      }
    }
  });

  test(`${backend}: where memory ends there is an error, and the engine lives on`, async () => {
    // All of linear memory but a part is taken away first: every amount that is left must be enough, or an error.
    const outcomes = { done: 0, memory: 0 };
    const attempt = (action) => {
      try {
        action();
        outcomes.done++;
      } catch (error) {
        kindOf('memory')(error);
        outcomes.memory++;
      }
    };
    for (const megabytes of [0, 1, 2, 4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 80, 96, 128, 160, 224, 320]) {
      const instance = new WebAssembly.Instance(compiledModule(backend), {});
      const engine = new Engine(instance.exports, backend, 1);
      engine.configure({ coverage });
      const kept = instance.exports.malloc(megabytes * 2 ** 20 + 16);
      for (let size = 2 ** 30; size >= 2 ** 12; size /= 2) while (instance.exports.malloc(size));
      instance.exports.free(kept);
      attempt(() => engine.loadModel(smallModel));
      for (const [width, height] of [[64, 48], [640, 480], [1280, 720], [1919, 1079], [2200, 1650]]) {
        attempt(() => engine.resize(width, height));
        attempt(() => engine.setBackground(new Uint8Array(400 * 300 * 4), 400, 300));
        attempt(() => engine.setFront(new Uint8Array(800 * 300 * 4), 800, 300));
        for (const options of [
          { background: 'blur', decontaminate: false }, { blur: 8, blurShape: 'disc' }, { filter: 'guided' },
          { filter: 'separable', autoFrame: true }, { filter: 'none', feather: 9, minArea: 1 }, { background: 'image', filter: 'exact' }, { wrapSource: 'blurred' },
          { decontaminate: true, background: 'color' }, { result: 'mask' }, { result: 'picture', mirror: true },
          { matting: true }, { matting: false, relight: 1, autoFrame: false, feather: 0 }, { framing: megabytes % 3 ? 'stretch' : 'auto' },
        ]) {
          attempt(() => engine.configure(options));
          engine.process();
          engine.slate();
        }
      }
      attempt(() => engine.loadModel(smallModel));
    }
    assert.ok(outcomes.done > 100 && outcomes.memory > 100, JSON.stringify(outcomes));
  });

  test(`${backend}: memory is flat over 10,000 frames, models and sizes`, async () => {
    const engine = await makeEngine(backend);
    const next = randomNumbers(21);
    engine.configure({ coverage, reuse: -1 });
    const turn = (index) => {
      if (index % 50 === 0) engine.loadModel(smallModel);
      if (index % 20 === 0) {
        engine.resize(...[[64, 48], [160, 90], [33, 77], [320, 180]][(index / 20) % 4], 'nv12', 'rgba');
      }
      if (index % 35 === 0) engine.setBackground(new Uint8Array(100 * 50 * 4), 100, 50);
      if (index % 7 === 0) {
        engine.configure({
          background: backgrounds[(index / 7) % 4], filter: ['exact', 'separable', 'guided', 'none'][(index / 28) % 4 | 0],
        });
      }
      engine.input().planes[0].data[next() % 1000] = next();
      assert.equal(engine.process().masked, true);
    };
    for (let index = 0; index < 1000; index++) turn(index);
    const before = engine.memoryByteCount;
    for (let index = 1000; index < 11_000; index++) turn(index);
    assert.equal(engine.memoryByteCount, before);
  });

  test(`${backend}: hostile models are errors or results, and the engine lives on`, async () => {
    const engine = await makeEngine(backend);
    const next = randomNumbers(77);
    engine.resize(48, 32);
    const counts = { errors: 0, results: 0 };
    for (let round = 0; round < 400; round++) {
      const model = new Uint8Array(smallModel).slice(0, round % 3 ? smallModel.length : next() % smallModel.length);
      for (let change = 0; change < 1 + next() % 4; change++) model[next() % 3000 % model.length] = next();
      try {
        engine.loadModel(model);
        engine.process();
        counts.results++;
      } catch (error) {
        kindOf('model')(error);
        counts.errors++;
      }
    }
    assert.ok(counts.errors > 100 && counts.results > 20, JSON.stringify(counts));
    engine.loadModel(smallModel);
    assert.equal(engine.process().masked, true);
    assert.ok(engine.memoryByteCount < 2 ** 30, `found ${engine.memoryByteCount} bytes`);
  });
}
