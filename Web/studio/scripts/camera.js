const width = 1280, height = 720;

/** The browser's own camera as that of a session: its pictures go to vbg as JPEG files, the newest first. */
export class PageCamera {
  #send;
  #stream = null;
  #video = document.createElement("video");
  #canvas = new OffscreenCanvas(width, height);
  #isBusy = false;

  /** @param {(picture: Blob) => boolean} send false while vbg takes none */
  constructor(send) {
    this.#send = send;
    Object.assign(this.#video, { muted: true, playsInline: true });
  }

  get isOn() { return this.#stream !== null; }

  /** Opens the camera. @throws {DOMException} where the browser gives none */
  async start() {
    this.#stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } } });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#video.requestVideoFrameCallback(this.#take);
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  #take = async () => {
    if (!this.#stream) return;
    this.#video.requestVideoFrameCallback(this.#take);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      const { videoWidth, videoHeight } = this.#video;
      const scale = Math.max(width / videoWidth, height / videoHeight);
      const [wide, high] = [videoWidth * scale, videoHeight * scale];
      this.#canvas.getContext("2d").drawImage(this.#video, (width - wide) / 2, (height - high) / 2, wide, high);
      this.#send(await this.#canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 }));
    } finally {
      this.#isBusy = false;
    }
  };
}
