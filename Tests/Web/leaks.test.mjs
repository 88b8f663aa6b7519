// What may leave an engine in Node: frames by their own masks, or the slate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backends, makeEngine, randomNumbers, smallModel } from './support/engines.mjs';
import { backgrounds, copy, coverage, fill, fillWithScene, kindOf } from './support/frames.mjs';

for (const backend of backends) {
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
}
