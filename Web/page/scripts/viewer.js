import { fillDocument } from "./filling.js";

// The second window: says hello, and shows what the page sends.
fillDocument();
const video = document.querySelector("video");
const channel = new BroadcastChannel("vbg-viewer");
const name = crypto.randomUUID?.() ?? String(Math.random());
let connection = null;

const say = (content) => channel.postMessage({ to: "page", from: name, ...content });

async function answer(offer) {
  connection?.close();
  connection = new RTCPeerConnection();
  connection.onicecandidate = ({ candidate }) => { if (candidate) say({ candidate: candidate.toJSON() }); };
  connection.ontrack = ({ streams }) => {
    [video.srcObject] = streams;
    document.body.dataset.state = "shown";
    video.play().catch(() => {});
  };
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription();
  say({ answer: { type: "answer", sdp: connection.localDescription.sdp } });
}

channel.onmessage = async ({ data: { to, offer, candidate, bye } }) => {
  if (to !== name) return;
  if (offer) await answer(offer);
  if (candidate) await connection?.addIceCandidate(candidate).catch(() => {});
  if (bye) {
    document.body.dataset.state = "waiting";
    video.srcObject = null;
  }
};
addEventListener("pagehide", () => say({ bye: true }));
// The page may be opened, or reloaded, after this window.
const greet = () => { if (document.body.dataset.state !== "shown") say({ hello: true }); };
greet();
setInterval(greet, 2000);
