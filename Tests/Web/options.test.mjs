// Options and pictures of an engine in Node: what is wrong changes nothing, what is right takes effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backends, makeEngine, randomNumbers, smallModel } from './support/engines.mjs';
import { copy, coverage, fill, fillWithScene, kindOf } from './support/frames.mjs';

for (const backend of backends) {
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
          { preset: 'standard' }, { matting: width < 1000 }, { framing: 'stretch', matting: false }, { coverage, background: 'color' },
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
