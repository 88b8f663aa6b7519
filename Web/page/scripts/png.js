/** Table of CRC-32 as PNG has it. */
const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crcOf(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A chunk: length, name, content, checksum. */
function chunk(name, content) {
  const bytes = new Uint8Array(content.length + 12), view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let place = 0; place < 4; place += 1) bytes[4 + place] = name.charCodeAt(place);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crcOf(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** Rows as differences from the row above, which pack better. */
function filteredRows({ data, width, height }) {
  const stride = width * 4, rows = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * stride, to = row * (stride + 1) + 1;
    rows[to - 1] = row === 0 ? 0 : 2;
    for (let place = 0; place < stride; place += 1) {
      rows[to + place] = data[from + place] - (row === 0 ? 0 : data[from + place - stride]);
    }
  }
  return rows;
}

/**
 * A PNG file of pixels with straight alpha, byte for byte what they are: a canvas multiplies colors by their alpha,
 * and loses those of soft edges.
 * @param {ImageData} pixels
 * @returns {Promise<Blob>}
 */
export async function pngOf(pixels) {
  const head = new Uint8Array(13), view = new DataView(head.buffer);
  view.setUint32(0, pixels.width);
  view.setUint32(4, pixels.height);
  head.set([8, 6, 0, 0, 0], 8);
  const packed = new Blob([filteredRows(pixels)]).stream().pipeThrough(new CompressionStream("deflate"));
  const content = new Uint8Array(await new Response(packed).arrayBuffer());
  return new Blob([
    new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("sRGB", new Uint8Array(1)),
    chunk("IDAT", content), chunk("IEND", new Uint8Array(0)),
  ], { type: "image/png" });
}
