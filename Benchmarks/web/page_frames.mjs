// Whole frames in a browser's page, from a camera's frame (I420, 1280x720) to a canvas that is read: vbg.js as the page
// uses it, and the way of the browser demo's Canvas 2D pipeline, with that demo's own engine.
import { Background } from '/vbg/vbg.js';
import { demoEngine } from './demo_engine.mjs';
import { race } from './race.mjs';

const [width, height] = [1280, 720];

/** Camera frames of a photo that moves by some pixels, so that no mask is used twice. */
async function cameraFrames(count) {
  const photo = await createImageBitmap(await (await fetch('/photos/astronaut.png')).blob());
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  return Array.from({ length: count }, (_, index) => {
    context.drawImage(photo, -40 * index, -60, width + 160, width + 160);
    const { data } = context.getImageData(0, 0, width, height);
    const bytes = new Uint8Array(width * height * 1.5);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [red, green, blue] = data.subarray((y * width + x) * 4);
        bytes[y * width + x] = 16 + 0.257 * red + 0.504 * green + 0.098 * blue;
        if (y % 2 || x % 2) continue;
        const chroma = width * height + (y * width) / 4 + x / 2;
        bytes[chroma] = 128 - 0.148 * red - 0.291 * green + 0.439 * blue;
        bytes[chroma + (width * height) / 4] = 128 + 0.439 * red - 0.368 * green - 0.071 * blue;
      }
    }
    return (timestamp) => new VideoFrame(bytes, {
      format: 'I420', codedWidth: width, codedHeight: height, timestamp,
      colorSpace: { matrix: 'smpte170m', primaries: 'bt709', transfer: 'bt709', fullRange: false } });
  });
}

/** A canvas on the page. */
function shownCanvas() {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  document.body.append(canvas);
  return canvas.getContext('2d');
}

/** Waits until a canvas is really drawn. */
const finish = (context) => context.getImageData(width >> 1, height >> 1, 1, 1);

/** Measures one way with frames in turn; the frame is made before the time counts. */
function runner(name, frames, way) {
  let count = 0;
  return {
    name,
    async time() {
      const frame = frames[count % frames.length](count++ * 33_000);
      const start = performance.now();
      await way(frame);
      const time = performance.now() - start;
      frame.close();
      return time;
    },
  };
}

async function vbgWay(model, options) {
  const background = await Background.create({ model, ...options, reuse: -1 });
  const context = shownCanvas();
  return async (frame) => {
    const { picture } = await background.processFrame(frame, { as: 'frame', isDrawn: true });
    context.globalCompositeOperation = 'copy';
    context.drawImage(picture, 0, 0);
    finish(context);
    picture.close();
  };
}

/** The demo's Canvas 2D way: the frame small, the engine, the mask as alpha, enlarged with a blur, the frame within it,
 * and for a blur the frame behind it once more, blurred. */
async function canvasWay(engine, isBlur) {
  const context = shownCanvas();
  const small = Object.assign(document.createElement('canvas'), { width: engine.width, height: engine.height });
  const smallContext = small.getContext('2d');
  const mask = new ImageData(engine.width, engine.height);
  return async (frame) => {
    smallContext.drawImage(frame, 0, 0, engine.width, engine.height);
    const { data } = smallContext.getImageData(0, 0, engine.width, engine.height);
    const input = engine.input();
    for (let pixel = 0, float = 0; pixel < data.length; pixel += 4) {
      for (let channel = 0; channel < 3; channel++) input[float++] = data[pixel + channel] / 255;
    }
    engine.infer();
    const output = engine.output();
    for (let cell = 0; cell < engine.width * engine.height; cell++) {
      const person = engine.channelCount === 2
        ? 1 / (1 + Math.exp(output[2 * cell] - output[2 * cell + 1])) : output[cell];
      mask.data[cell * 4 + 3] = 255 * person;
    }
    smallContext.putImageData(mask, 0, 0);
    context.globalCompositeOperation = 'copy';
    context.filter = isBlur ? 'blur(8px)' : 'blur(4px)';
    context.drawImage(small, 0, 0, width, height);
    context.globalCompositeOperation = 'source-in';
    context.filter = 'none';
    context.drawImage(frame, 0, 0);
    if (isBlur) {
      context.globalCompositeOperation = 'destination-over';
      context.filter = 'blur(8px)';
      context.drawImage(frame, 0, 0);
    }
    finish(context);
  };
}

/** Races all ways. @returns {Promise<object>} times by job */
export async function raceFrames(model, demo, counts) {
  const frames = await cameraFrames(4), results = {};
  const picture = new OffscreenCanvas(width, height);
  const context = picture.getContext('2d');
  context.fillStyle = '#27406b';
  context.fillRect(0, 0, width, height / 2);
  const image = new ImageData(context.getImageData(0, 0, width, height).data, width, height);
  const read = async (file) => new Uint8Array(await (await fetch(`${demo}/${file}`)).arrayBuffer());
  const bytes = new Uint8Array(await (await fetch(`/models/${model}`)).arrayBuffer());
  for (const background of ['blur', 'image']) {
    const own = { background, ...(background === 'image' && { image }) };
    const runners = [];
    for (const preset of ['standard', 'demo', 'simple']) {
      runners.push(runner(`vbg ${preset}`, frames, await vbgWay(`/models/${model}`, { preset, ...own })));
    }
    if (demo) {
      const engine = await demoEngine(read, 'tflite-simd', bytes);
      runners.push(runner('demo canvas', frames, await canvasWay(engine, background === 'blur')));
    }
    results[`page ${background}`] = await race(runners, counts);
  }
  return results;
}
