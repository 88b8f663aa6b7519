import { Background } from "../vbg/vbg.js";
import { fillDocument, filled } from "./filling.js";
import { texts } from "./texts.js";

// How a page with calls uses vbg: the camera's track becomes a track with another background, and that one is sent.
// Both ends of the call are in this page, so that it can be tried alone.

fillDocument();
const state = document.getElementById("call-state");
const choice = document.getElementById("background");
for (const [value, text] of Object.entries(texts.callBackgrounds)) choice.add(new Option(text, value));

let call = null;

/** Connects two ends, and gives the stream that arrives at the second. */
async function connect(track) {
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

async function begin() {
  state.textContent = texts.starting;
  const background = await Background.create({
    model: new URL("../models/selfie_segmentation_landscape.tflite", import.meta.url), background: choice.value,
    color: "#1f6f8b" });
  let camera;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
  } catch (error) {
    background.destroy();
    throw error;
  }
  const output = await background.processTrack(camera.getVideoTracks()[0]);
  const connection = await connect(output);
  document.getElementById("here").srcObject = new MediaStream([output]);
  document.getElementById("there").srcObject = connection.stream;
  background.onStatistics(({ framesPerSecond, width, height }) => {
    state.textContent = filled(texts.callState, { rate: framesPerSecond.toFixed(0), width, height });
  });
  background.onError((error) => { state.textContent = error.message; });
  call = { background, camera, output, connection };
  document.getElementById("hang-up").disabled = false;
  return call;
}

function end() {
  call?.connection.here.close();
  call?.connection.there.close();
  call?.background.destroy();
  for (const track of call?.camera.getTracks() ?? []) track.stop();
  call = null;
  state.textContent = "";
  document.getElementById("hang-up").disabled = true;
  document.getElementById("begin").disabled = false;
}

document.getElementById("begin").addEventListener("click", async () => {
  document.getElementById("begin").disabled = true;
  try {
    await begin();
  } catch (error) {
    end();
    state.textContent = error.name === "NotAllowedError" ? texts.errorCameraRefused
      : error.name === "NotFoundError" ? texts.errorCameraNone : error.message;
  }
});
document.getElementById("hang-up").addEventListener("click", end);
choice.addEventListener("change", () => call?.background.set({ background: choice.value }));
