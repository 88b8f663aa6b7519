// What tests of the library share in a page; they are loaded by `import("/test/library_scripts.js")`.
import { Background } from "/vbg/vbg.js";

export const model = "/models/selfie_segmentation_landscape.tflite";

/** A canvas that is filled with one color again and again, as a track. */
export function colorTrack(color, { width = 320, height = 180, rate = 20 } = {}) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  let count = 0;
  const timer = setInterval(() => {
    context.fillStyle = color;
    context.fillRect(0, 0, width, height);
    // A change that nobody sees makes it a new frame.
    context.fillStyle = `rgb(${count++ % 2} 0 0 / 1%)`;
    context.fillRect(0, 0, 1, 1);
  }, 1000 / rate);
  const [track] = canvas.captureStream(rate).getVideoTracks();
  return { track, canvas, pause: () => clearInterval(timer) };
}

/** Plays a stream, and gives a function that reads the color in its middle and its corner. */
export async function watch(track) {
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  video.srcObject = track instanceof MediaStream ? track : new MediaStream([track]);
  document.body.append(video);
  await video.play();
  const canvas = new OffscreenCanvas(64, 36), context = canvas.getContext("2d", { willReadFrequently: true });
  const seen = { frames: 0, width: 0, height: 0 };
  const count = () => {
    seen.frames += 1;
    seen.onFrame?.(read());
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  const read = () => {
    context.drawImage(video, 0, 0, 64, 36);
    const at = (x, y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
    Object.assign(seen, { width: video.videoWidth, height: video.videoHeight });
    return { middle: at(32, 18), corner: at(2, 2) };
  };
  return { seen, read, video };
}

/** Connects two ends of a call, and gives the stream that arrives. */
export async function connected(track) {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.onicecandidate = ({ candidate }) => candidate && there.addIceCandidate(candidate);
  there.onicecandidate = ({ candidate }) => candidate && here.addIceCandidate(candidate);
  const arrived = new Promise((resolve) => { there.ontrack = ({ streams }) => resolve(streams[0]); });
  here.addTrack(track, new MediaStream([track]));
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription);
  return { here, there, stream: await arrived };
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until a condition holds. */
export async function until(condition, seconds = 45, what = condition) {
  const end = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`expected ${what} within ${seconds} s`);
    await sleep(20);
  }
}

export { Background };
