// Times of things that do the same, in turn, so that what else the machine does hits all of them.

export const minimum = (times) => Math.min(...times);
export const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/**
 * @param {{name: string, time: () => number | Promise<number>}[]} runners `time()` does it once, and gives milliseconds
 * @param {{roundCount: number, runCount: number, warmCount?: number}} counts
 * @returns {Promise<Object<string, {min_ms: number, median_ms: number}>>}
 */
export async function race(runners, { roundCount, runCount, warmCount = 40 }) {
  const times = new Map(runners.map(({ name }) => [name, []]));
  for (const { time } of runners) for (let run = 0; run < warmCount; run++) await time();
  await pause(500); // V8 compiles its best code on other threads.
  for (let round = 0; round < roundCount; round++) {
    for (const { name, time } of runners) {
      await time();
      for (let run = 0; run < runCount; run++) times.get(name).push(await time());
    }
  }
  return Object.fromEntries(runners.map(({ name }) => [
    name, { min_ms: minimum(times.get(name)), median_ms: median(times.get(name)) }]));
}

/** Prints a table of a race; ratios are those of `reference` to each. */
export function print(title, results, reference) {
  for (const [name, { min_ms: least, median_ms: middle }] of Object.entries(results)) {
    const ratio = results[reference] && name !== reference
      ? `  ${reference} / this ${(results[reference].min_ms / least).toFixed(2)}` : '';
    console.log(`${title.padEnd(16)} ${name.padEnd(18)} min ${least.toFixed(3)} ms, median ${middle.toFixed(3)}${ratio}`);
  }
}
