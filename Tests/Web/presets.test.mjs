// The library's presets are the commands': by the file that Tools/make-web-presets writes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { presets } from '../../Web/library/presets.js';
import { makeEngine, program, project, randomNumbers, smallModel } from './support/engines.mjs';

const vbg = program('vbg');
const skip = vbg ? false : 'vbg is not built';

test('the table is what the program says', { skip }, () => {
  const written = execFileSync(
    'node', [path.join(project, 'Tools/browser/preset_table.mjs'), vbg], { encoding: 'utf8' });
  const kept = fs.readFileSync(path.join(project, 'Web/library/preset-table.js'), 'utf8');
  assert.equal(kept, written, 'Tools/make-web-presets writes it anew');
});

test('presets name every option that another one names', () => {
  const names = Object.keys(presets.standard).sort();
  for (const [name, options] of Object.entries(presets)) assert.deepEqual(Object.keys(options).sort(), names, name);
  assert.equal(presets.privacy.blur, 16);
  assert.deepEqual([presets.demo.filter, presets.demo.coverage, presets.demo.blur, presets.demo.framing],
    ['exact', [0.5, 0.75], 'demo', 'stretch']);
});

test('what is spelled out is what the engine takes by that name', async () => {
  const next = randomNumbers(5);
  const frame = new Uint8Array(160 * 90 * 4).map((_, index) => (index % 4 === 3 ? 255 : 90 + 60 * Math.sin(index / 40) + next() % 16));
  for (const name of ['standard', 'demo', 'privacy']) {
    for (const background of ['blur', 'image', 'color']) {
      const outputs = [];
      for (const options of [{ preset: name }, presets[name]]) {
        const engine = await makeEngine('plain');
        // Whatever was in force before, a preset names it.
        if (name !== 'privacy') {
          engine.configure({
            filter: 'none', sigmaSpace: 4, coverage: [0.2, 0.3], wrapReach: 'coverage', grow: 5, relight: 1, opacity: 50,
            autoFrame: true, matting: true, blurShape: 'disc', framing: 'stretch', minArea: 3, decontaminate: true, lightWrap: 0.9 });
        }
        engine.configure({ ...options, background, smoothing: 'off' });
        engine.loadModel(smallModel);
        engine.resize(160, 90);
        engine.setBackground(frame, 160, 90);
        engine.input().planes[0].data.set(frame);
        engine.process();
        outputs.push(engine.output().planes[0].data.slice());
      }
      assert.deepEqual(...outputs, `${name}, ${background}`);
    }
  }
});
