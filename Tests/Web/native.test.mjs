// The modules against the native program at its baseline level, which multiplies and adds on 4 lanes too: the plain
// one to the bit, the relaxed one within 1/255. Frames and results are files of the moment.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { backends, makeEngine, modelPath, photoPath, program, randomNumbers, scaled } from './support/engines.mjs';
import { decodePNG, encodePNG } from './support/png.mjs';

const vbg = program('vbg');
const model = modelPath('selfie_segmentation_landscape.tflite');
const skip = !vbg ? 'vbg is not built' : !model ? 'the landscape model is not there'
  : !fs.existsSync(photoPath) ? 'the sample photo is not there' : false;

/** The same options for both: the command's words, and the engine's. */
const cases = [
  ['demo blur', '--blur demo', { background: 'blur', blur: 'demo' }],
  ['the standard blur', '--blur', { background: 'blur', blur: null }],
  ['a blur of 2 per cent', '--blur 2', { background: 'blur', blur: 2 }],
  ['a picture with light wrap', '--background PICTURE --fit cover', { background: 'image' }],
  ['a picture with linear dodge', '--background PICTURE --blend linear-dodge --light-wrap 0.7 --wrap-source blurred',
    { background: 'image', blend: 'linear-dodge', lightWrap: 0.7, wrapSource: 'blurred' }],
  ['a color', '--color rgb(10,200,30) --light-wrap 0.2', { background: 'color', color: [10, 200, 30], lightWrap: 0.2 }],
  ['a cut-out', '--transparent', { background: 'transparent' }],
  ['a wide filter', '--color black --sigma-space 3 --sigma-color 0.3', { background: 'color', color: [0, 0, 0], sigmaSpace: 3, sigmaColor: 0.3 }],
  ['the separable filter', '--color black --filter separable', { background: 'color', color: [0, 0, 0], filter: 'separable' }],
  ['the guided filter', '--color black --filter guided', { background: 'color', color: [0, 0, 0], filter: 'guided' }],
  ['no filter', '--color black --filter none', { background: 'color', color: [0, 0, 0], filter: 'none' }],
  ['foreground colors, mirrored', '--color white --decontaminate on --mirror',
    { background: 'color', color: [255, 255, 255], decontaminate: true, mirror: true }],
  ['a matte', '--color black --matting on', { background: 'color', color: [0, 0, 0], matting: true }],
  ['discs of a lens', '--blur 5 --blur-shape disc', { background: 'blur', blur: 5, blurShape: 'disc' }],
  ['a mended mask', '--color black --only-main-person --min-area 2 --fill-holes 3 --shrink 4 --feather 12',
    { background: 'color', color: [0, 0, 0], onlyMainPerson: true, minArea: 2, fillHoles: 3, grow: -4, feather: 12 }],
  ['light', '--color teal --relight 0.7 --warmth 40 --opacity 80',
    { background: 'color', color: [0, 128, 128], relight: 0.7, warmth: 40, opacity: 80 }],
  ['light in the room', '--none --relight -1 --dim-background 50 --desaturate-background 60',
    { background: 'none', relight: -1, dimBackground: 50, desaturateBackground: 60 }],
  ['a person who is followed', '--color black --auto-frame', { background: 'color', color: [0, 0, 0], autoFrame: true }],
  ['a picture in front', '--color black --in-front FRONT --in-front-position top-right',
    { background: 'color', color: [0, 0, 0] }, 'top-right'],
  ['the demo preset', '--color black --preset demo', { background: 'color', color: [0, 0, 0], preset: 'demo' }],
  ['the privacy preset', '--preset privacy', { background: 'blur', preset: 'privacy' }],
  ['wrap by coverage', '--background PICTURE --wrap-reach coverage --filter exact',
    { background: 'image', wrapReach: 'coverage', filter: 'exact' }],
  ['other coverage', '--color black --coverage 0.2,0.9', { background: 'color', color: [0, 0, 0], coverage: [0.2, 0.9] }],
];
const sizes = [[1280, 720], [641, 359]];

test('the native baseline gives the same pictures', { skip }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vbg-'));
  const photo = decodePNG(fs.readFileSync(photoPath));
  const next = randomNumbers(4);
  try {
    for (const [width, height] of sizes) {
      const frame = scaled(photo, width, height).rgba;
      fs.writeFileSync(`${folder}/frame.png`, encodePNG(width, height, frame));
      // Of the frame's size: the command scales pictures at the best level that there is.
      const picture = new Uint8Array(width * height * 4).fill(255);
      for (let index = 0; index < picture.length; index++) {
        if (index % 4 !== 3) picture[index] = (index / (7 * (1 + index % 4)) + next() % 40) & 255;
      }
      fs.writeFileSync(`${folder}/picture.png`, encodePNG(width, height, picture));
      const front = new Uint8Array(90 * 40 * 4).map((_, index) => (index * 37) & 255);
      fs.writeFileSync(`${folder}/front.png`, encodePNG(90, 40, front, { hasAlpha: true }));
      for (const [name, words, options, place] of cases) {
        const isDecontaminated = options.decontaminate ? [] : ['--decontaminate', 'off'];
        execFileSync(vbg, [
          'compose', `${folder}/frame.png`, '-o', `${folder}/result.png`, '--model', model, '--instruction-set', 'baseline',
          '--quiet', ...isDecontaminated,
          ...words.replace('PICTURE', `${folder}/picture.png`).replace('FRONT', `${folder}/front.png`).split(' '),
        ]);
        const expected = decodePNG(fs.readFileSync(`${folder}/result.png`)).rgba;
        for (const backend of backends) {
          const engine = await makeEngine(backend);
          engine.configure({ smoothing: 'off', ...options });
          engine.loadModel(fs.readFileSync(model));
          engine.resize(width, height);
          engine.setBackground(picture, width, height, 'cover');
          if (place) engine.setFront(front, 90, 40, place);
          engine.input().planes[0].data.set(frame);
          assert.equal(engine.process().masked, true);
          const found = engine.output().planes[0].data;
          let [largest, count] = [0, 0];
          for (let index = 0; index < expected.length; index++) {
            // What does not show has no color.
            const isHidden = expected[index | 3] === 0 && found[index | 3] === 0;
            const difference = isHidden ? 0 : Math.abs(found[index] - expected[index]);
            if (difference) count++;
            largest = Math.max(largest, difference);
          }
          assert.ok(largest <= (backend === 'plain' ? 0 : 1),
            `${backend}, ${name}, ${width}x${height}: ${count} of ${expected.length} bytes differ, by ${largest} at most`);
        }
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
