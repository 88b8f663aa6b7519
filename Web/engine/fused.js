// Whether fused multiply-adds pay on this processor. Those with units for sums beside those for products do as much
// without them, and then the plain build is the quicker one, since engines of WebAssembly move more between registers
// around a fused one. A small module of nothing else tells, in some milliseconds.

const chainCount = 8;
const turnCount = 1 << 17;
/** What fused ones must do in the time of one plain one. */
const leastGain = 1.2;

/** A number as WebAssembly writes it. */
function encoded(number) {
  const bytes = [];
  do {
    bytes.push((number & 127) | (number > 127 ? 128 : 0));
    number >>>= 7;
  } while (number > 0);
  return bytes;
}

const section = (id, content) => [id, ...encoded(content.length), ...content];
const vector = (opcode) => [0xfd, ...encoded(opcode)];
const splat = vector(0x13), product = vector(0xe6), sum = vector(0xe4), multiplyAdd = vector(0x105), firstLane = vector(0x1f);
const get = (local) => [0x20, local], set = (local) => [0x21, local];

/** A function of `turnCount` turns: `chainCount` sums that grow by a product each, independent of each other. */
function loop(isFused) {
  const [first, second] = [chainCount + 1, chainCount + 2];
  const half = [0x43, ...new Uint8Array(new Float32Array([0.5]).buffer)];
  const chains = Array.from({ length: chainCount }, (_, index) => index + 1);
  const code = [
    1, chainCount + 2, 0x7b, // the sums and the two factors are vectors
    ...half, ...splat, ...set(first), ...half, ...splat, ...set(second),
    0x03, 0x40, // the loop
    ...chains.flatMap((chain) => [
      ...get(first), ...get(second), ...(isFused ? [...get(chain), ...multiplyAdd] : [...product, ...get(chain), ...sum]),
      ...set(chain),
    ]),
    ...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, // another turn until none is left
    ...get(1), ...chains.slice(1).flatMap((chain) => [...get(chain), ...sum]), ...firstLane, 0, 0x0b,
  ];
  return [...encoded(code.length), ...code];
}

/** The module: `plain` and `fused`, functions of the number of turns. */
function loops() {
  const name = (text) => [text.length, ...new TextEncoder().encode(text)];
  return new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]), ...section(3, [2, 0, 0]),
    ...section(7, [2, ...name('plain'), 0, 0, ...name('fused'), 0, 1]), ...section(10, [2, ...loop(false), ...loop(true)]),
  ]);
}

async function measuredGain() {
  const { instance } = await WebAssembly.instantiate(loops());
  const least = { plain: Infinity, fused: Infinity };
  for (let round = 0; round < 8; round++) {
    for (const name of ['plain', 'fused']) {
      const start = performance.now();
      instance.exports[name](turnCount);
      least[name] = Math.min(least[name], performance.now() - start);
    }
    // Engines put their best code in place between tasks.
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  // Clocks of pages that are not isolated are coarse.
  return least.plain / Math.max(least.fused, 0.01);
}

let measured = null;

/** Measures once, where relaxed SIMD is there. @returns {Promise<boolean>} */
export async function fusedIsFaster() {
  measured ??= measuredGain();
  return await measured >= leastGain;
}
