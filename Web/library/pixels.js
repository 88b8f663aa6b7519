/** Formats of frames that the engine takes as they are. */
const planar = { I420: "i420", NV12: "nv12" };

/** The engine's names of how luma and chroma are meant; what is not said is BT.601, as cameras have it. */
const matrices = { smpte170m: "bt601", bt470bg: "bt601", bt709: "bt709" };

/**
 * How a frame is given to the engine: as it is where the engine takes that, else as RGBA, to which the browser
 * converts.
 * @param {VideoFrame | ImageBitmap | ImageData} source
 * @returns {{format: "i420" | "nv12" | "rgba", encoding: {matrix: string, fullRange: boolean}}}
 */
export function formOf(source) {
  const rgba = { format: "rgba", encoding: { matrix: "bt601", fullRange: false } };
  if (!isVideoFrame(source) || isTurned(source) || !planar[source.format]) return rgba;
  const { width, height, x, y } = source.visibleRect;
  if (width % 2 || height % 2 || x % 2 || y % 2) return rgba;
  const matrix = matrices[source.colorSpace.matrix ?? "smpte170m"];
  if (!matrix) return rgba;
  return { format: planar[source.format], encoding: { matrix, fullRange: Boolean(source.colorSpace.fullRange) } };
}

/** Whether it is a VideoFrame, also where there are none. */
export const isVideoFrame = (source) => typeof VideoFrame === "function" && source instanceof VideoFrame;

/** Whether a frame is to be turned or mirrored before it is shown: only drawing does that. */
const isTurned = (frame) => Boolean(frame.rotation) || Boolean(frame.flip);

/** The size of what a frame shows, in pixels. */
export function sizeOf(source) {
  if (!isVideoFrame(source)) return { width: source.width, height: source.height };
  if (isTurned(source)) return { width: source.displayWidth, height: source.displayHeight };
  return { width: source.visibleRect.width, height: source.visibleRect.height };
}

/** The bytes from the lowest plane's beginning to the highest one's end, and where planes lie in these: what
 * WebCodecs wants. */
function blockOf(planes) {
  const start = Math.min(...planes.map(({ data }) => data.byteOffset));
  const end = Math.max(...planes.map(({ data }) => data.byteOffset + data.byteLength));
  return {
    bytes: new Uint8Array(planes[0].data.buffer, start, end - start),
    layout: planes.map(({ data, stride }) => ({ offset: data.byteOffset - start, stride })),
  };
}

let canvas = null;

/** Pixels of anything that can be drawn, as straight RGBA. */
function drawnPixels(source, width, height) {
  if (!canvas) canvas = new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.globalCompositeOperation = "copy";
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Copies tight rows of RGBA to a plane. */
function copyRows(pixels, { data, stride }, width, height) {
  if (stride === width * 4) return data.set(pixels.subarray(0, width * height * 4));
  for (let row = 0; row < height; row += 1) {
    data.set(pixels.subarray(row * width * 4, (row + 1) * width * 4), row * stride);
  }
}

/**
 * Copies a frame's pixels into the engine's memory: once, and without a canvas where the browser can.
 * @param {VideoFrame | ImageBitmap | ImageData} source
 * @param {{planes: {data: Uint8Array, stride: number}[], width: number, height: number, format: string}} target
 */
export async function copyPixels(source, target) {
  const { planes, width, height, format } = target;
  if (typeof ImageData === "function" && source instanceof ImageData) {
    return copyRows(source.data, planes[0], width, height);
  }
  if (isVideoFrame(source) && !isTurned(source)) {
    const { bytes, layout } = blockOf(planes);
    const options = { layout, ...(format === "rgba" && { format: "RGBA", colorSpace: "srgb" }) };
    try {
      return await source.copyTo(bytes, options);
    } catch (error) {
      // Converting is young in WebCodecs; whoever lacks it draws.
      if (format !== "rgba" || !["NotSupportedError", "TypeError"].includes(error.name)) throw error;
    }
  }
  copyRows(drawnPixels(source, width, height), planes[0], width, height);
}

/** Gray bytes as opaque RGBA. */
function grayPixels({ planes: [{ data, stride }], width, height }) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(pixels.buffer);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      words[row * width + column] = data[row * stride + column] * 0x010101 | 0xff000000;
    }
  }
  return pixels;
}

/** Rows of RGBA without gaps, in memory of their own. */
function tightPixels({ planes: [{ data, stride }], width, height }) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    pixels.set(data.subarray(row * stride, row * stride + width * 4), row * width * 4);
  }
  return pixels;
}

/**
 * Makes a picture of the engine's output, in memory of its own.
 * @param {object} output of the engine
 * @param {"frame" | "bitmap" | "imageData"} kind
 * @param {number} timestamp microseconds
 * @param {{matrix: string, fullRange: boolean}} encoding of luma and chroma
 * @returns {Promise<VideoFrame | ImageBitmap | ImageData>}
 */
export async function pictureOf(output, kind, timestamp, encoding) {
  const { width, height, format } = output;
  if (kind === "frame") {
    if (format === "gray") {
      return new VideoFrame(grayPixels(output), {
        format: "RGBX", codedWidth: width, codedHeight: height, timestamp });
    }
    const isRGBA = format === "rgba";
    const { bytes, layout } = blockOf(output.planes);
    return new VideoFrame(bytes, {
      format: isRGBA ? "RGBA" : format.toUpperCase(), codedWidth: width, codedHeight: height, timestamp, layout,
      ...(!isRGBA && { colorSpace: {
        matrix: encoding.matrix === "bt709" ? "bt709" : "smpte170m", primaries: "bt709", transfer: "bt709",
        fullRange: encoding.fullRange } }),
    });
  }
  const image = new ImageData(format === "gray" ? grayPixels(output) : tightPixels(output), width, height);
  return kind === "imageData" ? image : createImageBitmap(image);
}
