// Models that tests make: one 1x1 convolution from a picture's colors to classes, with labels as TFLite's own tools
// write them. Runs in Node and in pages.

const number = (value, byteCount = 4) => ({ value, byteCount });
const text = (string) => ({ text: string });
const table = (fields) => ({ fields });

/** A FlatBuffer under construction. */
class FlatBuffer {
  bytes = [];

  #align(count) { while (this.bytes.length % count) this.bytes.push(0); }

  #put(value, byteCount, place = this.bytes.length) {
    for (let index = 0; index < byteCount; index++) this.bytes[place + index] = (value >> (8 * index)) & 255;
  }

  /** Lets an offset that was left open point here. */
  #patch(place) { this.#put(this.bytes.length - place, 4, place); }

  /** Writes a table, and behind it all that it points to. */
  #table({ fields }, offsetPlace) {
    const indices = Object.keys(fields).map(Number), count = Math.max(-1, ...indices) + 1;
    this.#align(4);
    const start = this.bytes.length;
    const vectorTableSize = 4 + 2 * count;
    this.#put(vectorTableSize, 2);
    this.#put(4 + 4 * indices.length, 2);
    for (let index = 0; index < count; index++) {
      this.#put(indices.includes(index) ? 4 + 4 * indices.indexOf(index) : 0, 2);
    }
    this.#align(4);
    this.#patch(offsetPlace);
    this.#put(this.bytes.length - start, 4);
    const places = indices.map((index) => {
      const { value = 0, byteCount = 4 } = fields[index];
      this.#put(value, byteCount);
      this.#align(4);
      return this.bytes.length - 4;
    });
    indices.forEach((index, order) => this.#child(fields[index], places[order]));
  }

  #child(value, place) {
    if (value.fields) this.#table(value, place);
    else if (Array.isArray(value)) {
      this.#align(4);
      this.#patch(place);
      this.#put(value.length, 4);
      const places = value.map(() => { this.#put(0, 4); return this.bytes.length - 4; });
      value.forEach((item, index) => this.#child(item, places[index]));
    } else if (value.text !== undefined || ArrayBuffer.isView(value)) {
      const content = value.text === undefined ? value : new TextEncoder().encode(value.text);
      this.#align(4);
      this.#patch(place);
      this.#put(content.length, 4);
      this.bytes.push(...new Uint8Array(content.buffer, content.byteOffset, content.byteLength), 0);
    }
  }

  /** The bytes of a file with this root. */
  static file(root, identifier) {
    const made = new FlatBuffer();
    made.#put(0, 4);
    made.bytes.push(...new TextEncoder().encode(identifier));
    made.#table(root, 0);
    return Uint8Array.from(made.bytes);
  }
}

/** A ZIP archive of one stored file; checksums are left out, as nobody reads them. */
function archive(name, content, start) {
  const two = (value) => [value & 255, value >> 8], four = (value) => [...two(value & 65535), ...two(value >>> 16)];
  const [nameBytes, data] = [name, content].map((string) => [...new TextEncoder().encode(string)]);
  const sizes = [0, data.length, data.length].flatMap(four), zeros = (count) => Array(count).fill(0);
  const local = [...four(0x04034b50), ...two(20), ...zeros(8), ...sizes, ...two(nameBytes.length), 0, 0, ...nameBytes, ...data];
  const entry = [
    ...four(0x02014b50), ...two(20), ...two(20), ...zeros(8), ...sizes, ...two(nameBytes.length), ...zeros(12),
    ...four(start), ...nameBytes];
  return [
    ...local, ...entry, ...four(0x06054b50), ...zeros(4), ...two(1), ...two(1), ...four(entry.length),
    ...four(start + local.length), 0, 0];
}

/**
 * A model whose output has a channel a class: weighted sums of red, green and blue, 0 to 1 each.
 * @param {{width?: number, height?: number, weights: number[][], labels?: string[]}} form a list of three weights a class
 * @returns {Uint8Array} a `.tflite` file
 */
export function classModel({ width = 24, height = 16, weights, labels }) {
  const classCount = weights.length;
  const tensor = (name, shape, buffer = 0) =>
    table({ 0: Int32Array.from(shape), 1: number(0, 1), 2: number(buffer), 3: text(name) });
  const floats = (values) => table({ 0: new Uint8Array(Float32Array.from(values).buffer) });
  const metadata = FlatBuffer.file(table({
    0: text('model'),
    3: [table({
      2: [table({ 0: text('image') })],
      3: [table({ 0: text('mask'), ...(labels && { 6: [table({ 0: text('labels.txt'), 2: number(2, 1) })] }) })],
    })],
  }), 'M001');
  const file = FlatBuffer.file(table({
    0: number(3),
    1: [table({ 0: number(3, 1), 2: number(1) })],
    2: [table({
      0: [
        tensor('picture', [1, height, width, 3]), tensor('filter', [classCount, 1, 1, 3], 1),
        tensor('bias', [classCount], 2), tensor('classes', [1, height, width, classCount])],
      1: Int32Array.of(0), 2: Int32Array.of(3),
      3: [table({
        0: number(0), 1: Int32Array.of(0, 1, 2), 2: Int32Array.of(3), 3: number(1, 1),
        4: table({ 0: number(0, 1), 1: number(1), 2: number(1) }),
      })],
    })],
    4: [table({}), floats(weights.flat()), floats(Array(classCount).fill(0)), table({ 0: metadata })],
    6: [table({ 0: text('TFLITE_METADATA'), 1: number(3) })],
  }), 'TFL3');
  return labels ? Uint8Array.from([...file, ...archive('labels.txt', labels.join('\n'), file.length)]) : file;
}
