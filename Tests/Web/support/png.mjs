// PNG files of 8-bit RGB or RGBA without interlace, as vbg writes them and tests need them.
import zlib from 'node:zlib';

/** Decodes a file to {width, height, rgba}. */
export function decodePNG(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [width, height, channelCount] = [0, 0, 0];
  const data = [];
  for (let place = 8; place < bytes.length;) {
    const count = view.getUint32(place);
    const kind = String.fromCharCode(...bytes.subarray(place + 4, place + 8));
    const chunk = bytes.subarray(place + 8, place + 8 + count);
    if (kind === 'IHDR') {
      [width, height] = [view.getUint32(place + 8), view.getUint32(place + 12)];
      channelCount = { 2: 3, 6: 4 }[chunk[9]];
      if (chunk[8] !== 8 || !channelCount || chunk[12]) throw new Error('expected 8 bits of RGB or RGBA');
    } else if (kind === 'IDAT') {
      data.push(chunk);
    }
    place += 12 + count;
  }
  const raw = zlib.inflateSync(Buffer.concat(data));
  const stride = width * channelCount;
  const rgba = new Uint8Array(width * height * 4).fill(255);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const row = unfiltered(raw[start], raw.subarray(start + 1, start + 1 + stride), above, channelCount);
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channelCount; channel++) {
        rgba[(y * width + x) * 4 + channel] = row[x * channelCount + channel];
      }
    }
    above = row;
  }
  return { width, height, rgba };
}

const predictors = [
  () => 0, (left) => left, (left, above) => above, (left, above) => (left + above) >> 1,
  (left, above, corner) => {
    const [a, b] = [Math.abs(above - corner), Math.abs(left - corner)];
    const c = Math.abs(left + above - 2 * corner);
    return a <= b && a <= c ? left : b <= c ? above : corner;
  },
];

function unfiltered(filter, row, above, distance) {
  const predict = predictors[filter];
  for (let x = 0; x < row.length; x++) {
    const [left, corner] = x >= distance ? [row[x - distance], above[x - distance]] : [0, 0];
    row[x] += predict(left, above[x], corner);
  }
  return row;
}

/** Encodes the colors of RGBA pixels, and their alpha where that is asked for. */
export function encodePNG(width, height, rgba, { hasAlpha = false } = {}) {
  const channelCount = hasAlpha ? 4 : 3;
  const stride = width * channelCount + 1;
  const rows = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channelCount; channel++) {
        rows[y * stride + 1 + x * channelCount + channel] = rgba[(y * width + x) * 4 + channel];
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, hasAlpha ? 6 : 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header),
    chunk('IDAT', zlib.deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(checksum(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

const checksums = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  return sum;
});

function checksum(bytes) {
  let sum = ~0;
  for (const byte of bytes) sum = (sum >>> 8) ^ checksums[(sum ^ byte) & 255];
  return ~sum >>> 0;
}
