import { BackgroundError } from "./errors.js";

/** Fetches bytes. @throws {BackgroundError} `network` */
async function fetched(address) {
  let answer;
  try {
    answer = await fetch(address);
  } catch {
    throw new BackgroundError("network", `${address} cannot be reached. Check the address and the connection.`);
  }
  if (!answer.ok) {
    throw new BackgroundError(
      "network", `${address} cannot be fetched: the server answered ${answer.status}. Check the address.`);
  }
  return answer;
}

/**
 * The bytes of a model: from an address, a file that was chosen, or memory.
 * @param {string | URL | Blob | Response | ArrayBuffer | ArrayBufferView} source
 * @returns {Promise<Uint8Array>} bytes of its own
 */
export async function modelBytes(source) {
  if (typeof source === "string" || source instanceof URL) source = await fetched(source);
  if (source instanceof Response || source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  }
  throw new BackgroundError("model", "expected a model as an address, a file or bytes. Give one of these.");
}

/** Pixels of a background picture at most: more are scaled down, as no frame shows them. */
const largestPicture = 4096 * 2304;

/**
 * The pixels of a background picture.
 * @param {string | URL | Blob | ImageData | CanvasImageSource} source
 * @returns {Promise<{pixels: Uint8Array, width: number, height: number}>} straight RGBA
 * @throws {BackgroundError} `network`, `picture`
 */
export async function picturePixels(source) {
  if (source instanceof ImageData) {
    return { pixels: new Uint8Array(source.data), width: source.width, height: source.height };
  }
  if (typeof source === "string" || source instanceof URL) source = await (await fetched(source)).blob();
  let bitmap;
  try {
    bitmap = await createImageBitmap(source);
  } catch (error) {
    throw new BackgroundError(
      "picture", `This background cannot be read as a picture (${error.message}). Choose a PNG, JPEG or WebP file.`);
  }
  const scale = Math.min(1, Math.sqrt(largestPicture / (bitmap.width * bitmap.height)));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { pixels: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer), width, height };
}
