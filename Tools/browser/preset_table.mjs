// Prints Web/library/preset-table.js of what a native program says of itself: preset_table.mjs PROGRAM.
import { execFileSync } from 'node:child_process';
import os from 'node:os';

const program = process.argv[2];
// No configuration of somebody's plays a part.
const run = (...words) => execFileSync(program, words, {
  encoding: 'utf8', env: { PATH: process.env.PATH, HOME: os.tmpdir(), XDG_CONFIG_HOME: '/nonexistent' } });

/** Options that have nothing to do with frames in a page. */
const left = ['camera', 'output', 'resize', 'threads', 'mirror', 'fit'];

const defaults = {};
for (const line of run('live', '--print-config').split('\n')) {
  const [, name, value] = /^([a-z-]+) = (.+)$/.exec(line) ?? [];
  if (name && !left.includes(name)) defaults[name] = JSON.parse(value);
}
const builtIn = Object.fromEntries(
  JSON.parse(run('presets', '--json')).filter((preset) => preset.isBuiltIn)
    .map(({ name, options }) => [name, options]));
const written = (value) => JSON.stringify(value, null, 2).replace(/\[\s+([^\]]*?)\s+\]/g, (_, list) => `[${list.replace(/\s+/g, ' ')}]`)
  .replace(/"([a-z]+)":/g, '$1:');
process.stdout.write(`// Made by Tools/make-web-presets of \`vbg live --print-config\` and \`vbg presets --json\`.

/** What the commands do unasked. */
export const commandDefaults = ${written(defaults)};

/** Their built-in presets; null is what is done unasked. */
export const commandPresets = ${written(builtIn)};
`);
