// The engine in Node, as a careful page and as an attacker would use it. Tools/build-embedded makes the modules.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { Engine, VBGError, wasmFeatures } from '../../Web/engine.js';
import {
  backends, compiledModule, makeEngine, modulePath, randomNumbers, smallModel,
} from './support/engines.mjs';

// The small model's masks of noise lie in this range: some cells show the person, some do not.
const coverage = [0.81, 0.85];
const backgrounds = ['blur', 'image', 'color', 'transparent'];

const kindOf = (kind) => (error) => {
  assert.ok(error instanceof VBGError, `expected a VBGError, found ${error.stack}`);
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, /^[^\n]+$/);
  return true;
};

function fill(planes, next) {
  for (const { data } of planes) {
    const words = new Uint32Array((data.length + 3) >> 2);
    for (let index = 0; index < words.length; index++) words[index] = next();
    data.set(new Uint8Array(words.buffer, 0, data.length));
  }
}

/** A frame of stripes, noise and opaque pixels, which the small model takes for different people. */
function fillWithScene({ planes: [{ data }] }, next) {
  const [period, base] = [10 + next() % 60, next() % 256];
  for (let index = 0; index < data.length; index++) {
    data[index] = index % 4 === 3 ? 255 : base + 60 * Math.sin(index / period) + next() % 16;
  }
}

const copy = (picture) => picture.planes.map(({ data }) => data.slice());

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

  test(`${backend}: before a mask the output is the slate`, async () => {
    for (const format of ['rgba', 'nv12', 'i420', 'yuyv']) {
      for (const background of backgrounds) {
        const engine = await makeEngine(backend);
        engine.configure({ background, color: [10, 200, 30] });
        engine.resize(33, 17, format, 'rgba');
        const picture = new Uint8Array(33 * 17 * 4).fill(255).map((byte, index) => (index % 4 === 3 ? 255 : index));
        engine.setBackground(picture, 33, 17);
        fill(engine.input().planes, randomNumbers(3));
        const slates = [copy(engine.slate())];
        const report = engine.process();
        assert.equal(report.masked, false);
        assert.equal(report.reason, 'no model was loaded yet');
        assert.equal(engine.mask(), null);
        slates.push(copy(engine.output()));
        for (const [slate] of slates) {
          for (let index = 0; index < slate.length; index++) {
            const isAlpha = index % 4 === 3;
            const expected = {
              blur: isAlpha ? 255 : 64, image: picture[index], color: [10, 200, 30, 255][index % 4], transparent: 0,
            }[background];
            assert.equal(slate[index], expected, `${format} ${background} ${index}`);
          }
        }
      }
    }
  });

  test(`${backend}: slates of luma and chroma are gray where nothing else is known`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'blur' });
    engine.resize(7, 5, 'rgba', 'i420', { fullRange: true });
    const [luma, u, v] = copy(engine.output());
    assert.ok(luma.every((level) => level === 64));
    assert.ok([...u, ...v].every((level) => level === 128));
  });

  test(`${backend}: a model that gives no numbers shows the slate, and the next frame is its own`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'color', color: [0, 0, 255], coverage, reuse: -1 });
    engine.resize(96, 64);
    fillWithScene(engine.input(), randomNumbers(1));
    const broken = new Uint8Array(smallModel);
    broken.set([0, 0, 0xc0, 0x7f], 13740); // a weight that is no number
    engine.loadModel(broken);
    const report = engine.process();
    assert.equal(report.reason, 'the model gave no numbers');
    assert.equal(report.masked, false);
    assert.ok(copy(engine.output())[0].every((byte, index) => byte === [0, 0, 255, 255][index % 4]));
    engine.loadModel(smallModel);
    assert.equal(engine.process().masked, true);
  });

  test(`${backend}: whatever happened before, a frame shows by its own mask`, async () => {
    const next = randomNumbers(11);
    const engine = await makeEngine(backend);
    const settings = { smoothing: 'off', reuse: -1, coverage, background: 'color' };
    let [width, height] = [96, 64];
    engine.configure(settings);
    engine.loadModel(smallModel);
    engine.resize(width, height);
    let [maskedCount, mixedCount] = [0, 0];
    for (let round = 0; round < 120; round++) {
      switch (next() % 8) {
        case 0: settings.background = backgrounds[next() % 4]; break;
        case 1: settings.filter = ['exact', 'separable', 'guided', 'none'][next() % 4]; break;
        case 2: [width, height] = [1 + next() % 130, 1 + next() % 90]; engine.resize(width, height); break;
        case 3: assert.throws(() => engine.loadModel(new Uint8Array(50)), kindOf('model')); break;
        case 4: assert.throws(() => engine.configure({ blur: 1, sigmaSpace: 99 }), kindOf('option')); break;
        case 5: engine.reset(); break;
        case 6: engine.slate(); break;
        default: settings.mirror = !settings.mirror;
      }
      engine.configure(settings);
      fillWithScene(engine.input(), next);
      const frame = copy(engine.input())[0];
      assert.equal(engine.process().masked, true);

      const alone = await makeEngine(backend);
      alone.configure(settings);
      alone.loadModel(smallModel);
      alone.resize(width, height);
      alone.input().planes[0].data.set(frame);
      alone.process();
      const [found, expected] = [copy(engine.output())[0], copy(alone.output())[0]];
      assert.deepEqual(found, expected, `round ${round}: ${JSON.stringify(settings)} ${width}x${height}`);
      maskedCount++;
      const shown = found.filter((byte, index) => byte === frame[index]).length;
      if (shown > 0 && shown < found.length) mixedCount++;
    }
    assert.ok(mixedCount > maskedCount / 2, `expected that masks show a part, found ${mixedCount} of ${maskedCount}`);
  });

  test(`${backend}: older masks only hide`, async () => {
    const next = randomNumbers(5);
    const [steady, own] = [await makeEngine(backend), await makeEngine(backend)];
    for (const [engine, smoothing] of [[steady, 'adaptive'], [own, 'off']]) {
      engine.configure({ smoothing, reuse: -1, coverage, background: 'color' });
      engine.loadModel(smallModel);
      engine.resize(48, 32);
    }
    let hiddenCount = 0;
    const visible = Math.round(coverage[0] * 255);
    for (let round = 0; round < 40; round++) {
      fillWithScene(steady.input(), next);
      own.input().planes[0].data.set(copy(steady.input())[0]);
      steady.process();
      own.process();
      const [mask, ownMask] = [steady.mask().data, own.mask().data];
      for (let cell = 0; cell < mask.length; cell++) {
        if (ownMask[cell] >= visible) continue;
        assert.ok(mask[cell] <= ownMask[cell], `round ${round}, cell ${cell}`);
        hiddenCount++;
      }
    }
    assert.ok(hiddenCount > 1000);
  });

  test(`${backend}: a mask is used again for the same input alone`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ coverage, background: 'color' });
    engine.loadModel(smallModel);
    engine.resize(48, 32);
    const { data } = engine.input().planes[0];
    fillWithScene(engine.input(), randomNumbers(2));
    assert.equal(engine.process().reused, false);
    assert.equal(engine.process().reused, true);
    engine.reset();
    assert.equal(engine.process().reused, false);
    data[400] ^= 128;
    assert.equal(engine.process().reused, false);
    engine.configure({ background: 'none' });
    assert.deepEqual([engine.process().masked, engine.process().reason], [false, null]);
    assert.deepEqual(copy(engine.output()), copy(engine.input()));
    engine.configure({ background: 'color' });
    assert.equal(engine.process().reused, false);
  });

  test(`${backend}: a frame as a mask, and as a mask only`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'transparent', coverage, smoothing: 'off', reuse: -1 });
    engine.loadModel(smallModel);
    engine.resize(50, 40, 'rgba', 'rgba');
    fillWithScene(engine.input(), randomNumbers(2));
    engine.process();
    const alphas = copy(engine.output())[0].filter((_, index) => index % 4 === 3);
    engine.configure({ result: 'mask' });
    const { format, planes } = engine.output();
    assert.equal(format, 'gray');
    assert.ok(engine.slate().planes[0].data.every((level) => level === 0));
    engine.process();
    assert.deepEqual(planes[0].data, alphas);
  });

  test(`${backend}: options that are wrong change nothing`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'color', color: [1, 2, 3] });
    engine.resize(8, 8);
    for (const options of [
      { blur: 21 }, { blur: -1 }, { blur: NaN }, { blur: '3' }, { filter: 'foo' }, { coverage: [0.8, 0.2] },
      { coverage: 0.5 }, { coverage: [0, NaN] }, { zebra: 1 }, { color: [1, 2] }, { color: [256, 0, 0] },
      { color: [0.5, 0, 0] }, { background: 'zebra' }, { background: '\u0000'.repeat(1e6) }, { sigmaSpace: Infinity },
      { sigmaColor: 2 }, { lightWrap: -0.1 }, { blend: 'multiply' }, { wrapReach: 'all' }, { wrapSource: '' }, { smoothing: 'no' },
      { result: 'film' }, { preset: 'none' }, { blurShape: 'star' }, { framing: 'zoom' }, { minArea: 51 }, { fillHoles: -1 },
      { grow: 101 }, { grow: -101 }, { feather: NaN }, { relight: 2.1 }, { warmth: -101 }, { dimBackground: 101 },
      { desaturateBackground: '3' }, { opacity: -1 }, { opacity: 101 }, { color: [9, 9, 9], blur: 99 },
    ]) {
      assert.throws(() => engine.configure(options), kindOf('option'), JSON.stringify(options).slice(0, 80));
      assert.deepEqual([...copy(engine.slate())[0].subarray(0, 4)], [1, 2, 3, 255]);
    }
    for (const options of [
      { blur: 0 }, { blur: 20 }, { blur: null }, { blur: 'demo' }, { lightWrap: null }, { lightWrap: 1 },
      { coverage: [0, 0] }, { coverage: [1, 1] }, { sigmaSpace: 10, sigmaColor: 1 }, { preset: 'demo' },
      { preset: 'standard', mirror: true }, { preset: 'privacy' }, { reuse: 1e30 }, {}, { blur: undefined },
      { coverage: null }, { wrapReach: 'contour' }, { wrapReach: 'coverage' }, { blurShape: 'disc', blur: 'demo' },
      { blurShape: 'disc', blur: 0 }, { framing: 'stretch' }, { grow: -100, feather: 100 }, { opacity: 0, autoFrame: true },
    ]) engine.configure(options);
  });

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

  test(`${backend}: every option on bright and dark frames, and on noise`, async () => {
    const engine = await makeEngine(backend);
    engine.loadModel(smallModel);
    engine.configure({ coverage, reuse: -1 });
    const next = randomNumbers(31);
    const frames = [() => 0xffff_ffff, () => 0, next, () => 0xff00_00ff, () => (next() % 2 ? 0xffff_ffff : 0xff00_0000)];
    for (const [width, height] of [[96, 64], [1280, 720], [301, 507]]) {
      engine.resize(width, height);
      for (const frame of frames) {
        fill(engine.input().planes, frame);
        for (const options of [
          ...[0, 0.5, 2, 5, 12, 20, null, 'demo'].map((blur) => ({ background: 'blur', blur })),
          ...[0, 0.3, 1, 3, 10].map((sigmaSpace) => ({ background: 'color', sigmaSpace, filter: 'exact' })),
          ...[0, 1, 10].map((sigmaSpace) => ({ filter: 'separable', sigmaSpace })),
          ...[0, 1, 10].map((sigmaSpace) => ({ filter: 'guided', sigmaSpace, sigmaColor: 0 })),
          { blurShape: 'disc', blur: 3, background: 'blur' }, { blur: 20 }, { blur: null, autoFrame: true },
          { onlyMainPerson: true, minArea: 2, fillHoles: 5, grow: 7, feather: 9 }, { grow: -100, autoFrame: false },
          { relight: 2, warmth: -100, dimBackground: 100, desaturateBackground: 100, opacity: 40 }, { background: 'none' },
          { preset: 'standard' }, { framing: 'stretch' }, { coverage, background: 'color' },
          { filter: 'none' }, { filter: 'exact', sigmaSpace: 1, decontaminate: true }, { background: 'transparent' },
          { decontaminate: false, background: 'image', wrapSource: 'blurred', lightWrap: 1, blend: 'linear-dodge' },
          { coverage: [0, 0] }, { coverage: [1, 1] }, { coverage: [0, 1] }, { coverage },
        ]) {
          engine.configure(options);
          engine.process();
        }
      }
    }
  });

  test(`${backend}: backgrounds that cannot be are errors`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'image' });
    engine.resize(20, 10);
    engine.setBackground(new Uint8Array(4).fill(200), 1, 1);
    assert.throws(() => engine.setBackground(new Uint8Array(5), 1, 1), kindOf('size'));
    assert.throws(() => engine.setBackground(new Uint8Array(0), 0, 0), kindOf('size'));
    assert.throws(() => engine.setBackground(new Uint8Array(4), 1, 1, 'zoom'), kindOf('option'));
    assert.throws(() => engine.setBackground(new Uint8Array(65536 * 4), 65536, 1), kindOf('size'));
    assert.deepEqual([...copy(engine.slate())[0].subarray(0, 3)], [157, 157, 157]); // 200 x 200 / 255 before black
    engine.resize(5, 4);
    assert.deepEqual([...copy(engine.slate())[0].subarray(0, 3)], [157, 157, 157]);
    engine.resize(1, 40_000); // the products of such sides have more than 31 bits
    for (const fit of ['cover', 'contain', 'stretch', 'tile']) {
      engine.setBackground(new Uint8Array(60_000 * 4), 60_000, 1, fit);
    }
    engine.resize(5, 4);
    engine.setBackground(null);
    assert.deepEqual([...copy(engine.slate())[0].subarray(0, 4)], [0, 0, 0, 255]);
    for (const fit of ['cover', 'contain', 'stretch', 'tile']) engine.setBackground(new Uint8Array(44), 11, 1, fit);
  });

  test(`${backend}: a picture in front lies on everything, at its place, and stays`, async () => {
    const engine = await makeEngine(backend);
    const red = new Uint8Array(12 * 6 * 4).map((_, index) => [200, 0, 0, 255][index % 4]);
    engine.configure({ background: 'color', color: [0, 0, 90], coverage, reuse: -1 });
    engine.setFront(red, 12, 6, 'top-left');
    engine.loadModel(smallModel);
    engine.resize(96, 64);
    const places = (size) => {
      fillWithScene(engine.input(), randomNumbers(1));
      engine.process();
      const output = copy(engine.output())[0];
      const found = [];
      for (let index = 0; index < output.length; index += 4) {
        if (output[index] === 200 && output[index + 1] === 0 && output[index + 2] === 0) found.push(index / 4);
      }
      return [found.length, found.length && [found[0] % size, Math.floor(found[0] / size)]];
    };
    // A margin of a thirtieth of the height.
    assert.deepEqual(places(96), [72, [2, 2]]);
    engine.resize(120, 90);
    assert.deepEqual(places(120), [72, [3, 3]]);
    engine.loadModel(smallModel);
    engine.setFront(red, 12, 6, 'bottom-right');
    assert.deepEqual(places(120), [72, [105, 81]]);
    for (const [rgba, width, height, position, kind] of [
      [red, 12, 7, 'top', 'size'], [new Uint8Array(0), 0, 0, 'top', 'size'], [red, 12, 6, 'behind', 'option'],
      [new Uint8Array(65536 * 4), 65536, 1, 'top', 'size'],
    ]) assert.throws(() => engine.setFront(rgba, width, height, position), kindOf(kind));
    assert.deepEqual(places(120), [72, [105, 81]]);
    engine.setFront(null);
    assert.deepEqual(places(120), [0, 0]);
  });

  test(`${backend}: a room that is to be lit, or followed in, shows nothing before a mask`, async () => {
    for (const options of [{ relight: 1 }, { dimBackground: 50 }, { autoFrame: true }]) {
      const engine = await makeEngine(backend);
      engine.configure({ background: 'none', ...options });
      engine.resize(40, 30);
      fill(engine.input().planes, () => 0xffff_ffff);
      assert.equal(engine.process().reason, 'no model was loaded yet');
      assert.ok(copy(engine.output())[0].every((byte, index) => byte === (index % 4 === 3 ? 255 : 64)));
      engine.loadModel(smallModel);
      assert.equal(engine.process().masked, true);
    }
  });

  test(`${backend}: another framing takes effect at once`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'color', coverage, reuse: -1, smoothing: 'off' });
    engine.loadModel(smallModel);
    engine.resize(320, 40); // much wider than the model's picture, which the small model sees between borders
    fillWithScene(engine.input(), randomNumbers(1));
    const masks = ['auto', 'stretch', 'auto'].map((framing) => {
      engine.configure({ framing });
      engine.process();
      return engine.mask().data.slice();
    });
    assert.deepEqual(masks[0], masks[2]);
    assert.notDeepEqual(masks[0], masks[1]);
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
          { relight: 1, autoFrame: false, feather: 0 }, { framing: megabytes % 3 ? 'stretch' : 'auto' },
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

test('coverage that is left to the filter is the one that the filter is meant for', async () => {
  const results = {};
  for (const filter of ['guided', 'exact', 'separable', 'none']) {
    for (const coverage of [null, filter === 'guided' ? [0, 1] : [0.5, 0.75]]) {
      const engine = await makeEngine('plain');
      engine.configure({ background: 'color', reuse: -1, smoothing: 'off', filter, coverage });
      engine.loadModel(smallModel);
      engine.resize(96, 64);
      fillWithScene(engine.input(), randomNumbers(1));
      engine.process();
      (results[filter] ??= []).push(copy(engine.output())[0]);
    }
    assert.deepEqual(...results[filter], filter);
  }
});

test('the best build is found, by what fused multiply-adds gain', async () => {
  const { fusedIsFaster } = await import('../../Web/engine/fused.js');
  assert.equal(typeof await fusedIsFaster().catch(() => false), 'boolean');
  const assets = { 'vbg-plain.wasm': compiledModule('plain'), 'vbg-relaxed.wasm': compiledModule('plain') };
  const isBetter = wasmFeatures().relaxedSimd && await fusedIsFaster();
  assert.equal((await Engine.create({ assets })).backend, isBetter ? 'relaxed' : 'plain');
});

test('the module is small enough to be loaded by pages', () => {
  const size = zlib.brotliCompressSync(fs.readFileSync(modulePath('plain'))).length;
  assert.ok(size <= 600_000, `expected at most 600 KB, found ${size} bytes`);
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
