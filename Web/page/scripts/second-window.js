/**
 * The result in a second window, over WebRTC within this machine: each window that opens says hello on a channel
 * that pages of one origin share, and gets a connection of its own.
 */
export class SecondWindow {
  #channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("vbg-viewer") : null;
  #connections = new Map();
  #stream = null;

  /** @param {() => HTMLCanvasElement} canvas of the result */
  constructor(canvas) {
    this.canvas = canvas;
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#receive(data);
    addEventListener("pagehide", () => this.#closeAll());
  }

  /** Whether a window watches. */
  get isWatched() {
    return [...this.#connections.values()].some(({ connectionState }) => connectionState === "connected");
  }

  /** Opens one. @returns {boolean} whether the browser did */
  open() {
    return Boolean(window.open(new URL("../viewer.html", import.meta.url), "vbg-viewer", "popup,width=960,height=580"));
  }

  async #receive({ to, from, hello, answer, candidate, bye }) {
    if (to !== undefined && to !== "page") return;
    if (hello) return this.#offer(from);
    const connection = this.#connections.get(from);
    if (!connection) return;
    if (answer) await connection.setRemoteDescription(answer);
    if (candidate) await connection.addIceCandidate(candidate).catch(() => {});
    if (bye) {
      connection.close();
      this.#connections.delete(from);
    }
  }

  async #offer(viewer) {
    this.#connections.get(viewer)?.close();
    const connection = new RTCPeerConnection();
    this.#connections.set(viewer, connection);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) this.#channel.postMessage({ to: viewer, candidate: candidate.toJSON() });
    };
    this.#stream ??= this.canvas().captureStream();
    for (const track of this.#stream.getTracks()) connection.addTrack(track, this.#stream);
    await connection.setLocalDescription();
    this.#channel.postMessage({ to: viewer, offer: { type: "offer", sdp: connection.localDescription.sdp } });
  }

  #closeAll() {
    for (const [viewer, connection] of this.#connections) {
      this.#channel.postMessage({ to: viewer, bye: true });
      connection.close();
    }
    this.#connections.clear();
  }
}
