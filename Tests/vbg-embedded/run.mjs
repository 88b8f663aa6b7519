// node run.mjs FILE.wasm run MODEL INPUT OUTPUT: the outputs of a model, one behind the other, as floats;
// its SHA-256 on standard output.
// node run.mjs FILE.wasm fuzz MODEL FIRST COUNT: as vbg-fuzz, all seeds in one instance.
import fs from 'node:fs';
import v8 from 'node:v8';

// Node 20 has relaxed SIMD behind a flag.
const isRelaxed = process.argv[2].includes('relaxed');
if (isRelaxed && process.versions.node.startsWith('20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

const [file, command, model, ...rest] = process.argv.slice(2);
const memoryLimit = 512 << 20; // what the fuzzer may take: its plans' 64 MB and a margin

const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), {
  vbg: { nanoseconds: () => Number(process.hrtime.bigint()) },
});
const vbg = instance.exports;

function fail(text) {
  process.stderr.write(`run.mjs: ${text}\n`);
  process.exit(2);
}

/** Bytes in the instance's memory, for a call; grows of the memory detach every older view. */
function lend(bytes) {
  const address = vbg.malloc(bytes.length);
  new Uint8Array(vbg.memory.buffer, address, bytes.length).set(bytes);
  return address;
}

function message() {
  const address = vbg.malloc(4096);
  const count = Math.min(4096, vbg.vbg_message(address, 4096));
  const text = Buffer.from(vbg.memory.buffer, address, count).toString();
  vbg.free(address);
  return text;
}

const bytes = fs.readFileSync(model);
const address = lend(bytes);
if (command === 'run') {
  const [input, output] = rest;
  const digits = vbg.malloc(64);
  vbg.vbg_digest(address, bytes.length, digits);
  process.stdout.write(Buffer.from(vbg.memory.buffer, digits, 64).toString());
  const outputCount = vbg.vbg_load(address, bytes.length);
  if (outputCount < 0) fail(message());
  const values = fs.readFileSync(input);
  if (values.length !== 4 * vbg.vbg_input_count()) {
    fail(`expected ${vbg.vbg_input_count()} floats of input, found ${values.length} bytes`);
  }
  vbg.vbg_run(lend(values));
  const results = [];
  for (let index = 0; index < outputCount; index++) {
    const count = 4 * vbg.vbg_output_count(index);
    const result = vbg.malloc(count);
    vbg.vbg_output(index, result);
    results.push(Buffer.from(vbg.memory.buffer.slice(result, result + count)));
  }
  fs.writeFileSync(output, Buffer.concat(results));
} else {
  const [first, count] = rest.map(Number);
  const counts = [0, 0];
  for (let seed = first; seed < first + count; seed++) {
    fs.writeSync(1, `${seed}\n`);
    const isError = vbg.vbg_fuzz(address, bytes.length, seed);
    if (isError && !/^[^\n]+$/.test(message())) fail(`expected one line of error, found '${message()}'`);
    if (vbg.memory.buffer.byteLength > memoryLimit) fail('expected at most 512 MB of memory, found more');
    counts[isError]++;
  }
  fs.writeSync(1, `done ${counts[1]} ${counts[0]}\n`);
}
