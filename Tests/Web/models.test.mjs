// Models of many kinds in an engine in Node: classes, meanings that the page says, and files of attackers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { backends, makeEngine, project, randomNumbers, smallModel } from './support/engines.mjs';
import { kindOf } from './support/frames.mjs';
import { classModel } from './support/models.mjs';

const [red, green, blue] = [[20, 0, 0], [0, 20, 0], [0, 0, 20]];
const labels = ['background', 'dog', 'person'];

/** An engine whose frame has a third of each color. */
async function engineWithThirds(backend) {
  const engine = await makeEngine(backend);
  engine.configure({ background: 'color', smoothing: 'off', reuse: -1, framing: 'stretch' });
  engine.resize(24, 16);
  const { data } = engine.input().planes[0];
  for (let index = 0; index < data.length; index++) {
    const third = Math.floor((index >> 2) % 24 / 8);
    data[index] = index % 4 === 3 || index % 4 === third ? 255 : 0;
  }
  return engine;
}

/** Coverage in the middle of each third, 0 to 255. */
function thirds(engine) {
  assert.equal(engine.process().masked, true);
  const { data, width, height } = engine.mask();
  return [4, 12, 20].map((x) => data[(height >> 1) * width + Math.round(x * width / 24)]);
}

for (const backend of backends) {
  test(`${backend}: classes are the person by numbers and labels`, async () => {
    const engine = await engineWithThirds(backend);
    const labeled = classModel({ weights: [red, green, blue], labels });
    for (const [meaning, expected, words, source] of [
      [{}, [0, 0, 255], '2 (person)', 'file'],
      [{ classes: 1 }, [0, 255, 0], '1 (dog)', 'option'],
      [{ classes: 'Dog' }, [0, 255, 0], '1 (dog)', 'option'],
      [{ classes: ['background', 2] }, [255, 0, 255], '0 (background), 2 (person)', 'option'],
      [{ channel: 0 }, [255, 128, 128], '0 (background)', 'option'],
      [{ classes: null, outputIndex: 0 }, [0, 0, 255], '2 (person)', 'file'],
    ]) {
      const found = engine.loadModel(labeled, meaning);
      assert.deepEqual(thirds(engine), expected, JSON.stringify(meaning));
      assert.deepEqual([found.classes, found.classesSource], [words, source]);
      assert.deepEqual([found.labels, found.channelCount, found.outputIndex], [labels, 3, 0]);
    }
    // Another framing reads the model as it was meant.
    engine.loadModel(labeled, { classes: 1 });
    engine.configure({ framing: 'auto' });
    engine.configure({ framing: 'stretch' });
    assert.deepEqual(thirds(engine), [0, 255, 0]);
    const unnamed = engine.loadModel(classModel({ weights: [red, green, blue] }));
    assert.deepEqual([unnamed.classes, unnamed.classesSource, unnamed.labels], ['all but 0', 'graph', []]);
    assert.deepEqual(thirds(engine), [0, 255, 255]);
    const { classes, channelCount } = engine.loadModel(classModel({ weights: [blue] }));
    assert.deepEqual([classes, channelCount], [null, 1]);
  });

  test(`${backend}: what a model has not is an error, and the model before goes on as it was meant`, async () => {
    const engine = await engineWithThirds(backend);
    const labeled = classModel({ weights: [red, green, blue], labels });
    engine.loadModel(labeled, { classes: 'dog' });
    for (const [meaning, kind] of [
      [{ classes: 3 }, 'model'], [{ classes: 'cat' }, 'model'], [{ classes: 'auto' }, 'model'], [{ channel: 3 }, 'model'],
      [{ outputIndex: 1 }, 'model'], [{ decoding: 'softmax21' }, 'model'], [{ decoding: 'magic' }, 'option'],
      [{ classes: [] }, 'option'], [{ classes: '' }, 'option'], [{ classes: ['dog', -1] }, 'option'],
      [{ classes: 'a\nb' }, 'option'], [{ classes: 0.5 }, 'option'], [{ channel: 0.5 }, 'option'], [{ channel: -1 }, 'option'],
      [{ channel: 2 ** 40 }, 'option'], [{ channel: '1' }, 'option'], [{ outputIndex: -1 }, 'option'],
      [{ inputRange: '0...2' }, 'option'], [{ classes: 1, channel: 1 }, 'option'], [{ person: 1 }, 'option'],
    ]) {
      assert.throws(() => engine.loadModel(labeled, meaning), kindOf(kind), JSON.stringify(meaning));
      engine.configure({ framing: 'auto' });
      engine.configure({ framing: 'stretch' });
      assert.deepEqual(thirds(engine), [0, 255, 0], JSON.stringify(meaning));
    }
    engine.loadModel(labeled);
    assert.deepEqual(thirds(engine), [0, 0, 255]);
  });

  test(`${backend}: what a model was said to mean ends with it`, async () => {
    const engine = await makeEngine(backend);
    engine.configure({ background: 'color', reuse: -1, smoothing: 'off' });
    engine.loadModel(smallModel);
    engine.resize(48, 32);
    engine.input().planes[0].data.fill(120);
    engine.process();
    const before = engine.mask().data.slice();
    assert.throws(() => engine.loadModel(new Uint8Array(50), { decoding: 'labels', inputRange: '0...255' }), kindOf('model'));
    engine.configure({ framing: 'stretch' });
    engine.process();
    assert.deepEqual(engine.mask().data.slice(), before);
  });

  test(`${backend}: hostile models of every family of operators are errors or results`, async () => {
    const folder = path.join(project, 'Tests/GoldenTests/Models');
    const engine = await makeEngine(backend);
    const next = randomNumbers(5);
    engine.configure({ background: 'color', reuse: -1 });
    engine.resize(40, 30);
    const counts = { errors: 0, results: 0 };
    const attempt = (bytes) => {
      try {
        engine.loadModel(bytes);
        engine.process();
        counts.results++;
      } catch (error) {
        kindOf('model')(error);
        counts.errors++;
      }
    };
    const labeled = classModel({ weights: [red, green, blue], labels });
    const models = [labeled, ...fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name)))];
    for (const model of models) {
      for (let round = 0; round < 60; round++) {
        const bytes = new Uint8Array(model).slice(0, round % 4 ? model.length : next() % model.length);
        for (let change = 0; change < 1 + next() % 4; change++) bytes[next() % bytes.length] = next() % 3 ? next() : 255;
        attempt(bytes);
      }
    }
    assert.ok(counts.errors > 300 && counts.results > 100, JSON.stringify(counts));
    engine.loadModel(smallModel);
    assert.equal(engine.process().masked, true);
    assert.ok(engine.memoryByteCount < 2 ** 30, `found ${engine.memoryByteCount} bytes`);
  });
}
