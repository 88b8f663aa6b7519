/** A word as a shell takes it. */
const quoted = (word) => (/^[\w./:,%+=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const left = ["name", "remember", "stats", "preset"];

/**
 * The command that begins a session with the settings of one.
 * @param {{camera: string, outputs: string[], settings: object}} status
 */
export function commandOf({ outputs, settings }) {
  const words = ["vbg", "live"];
  const names = Object.keys(settings).filter((name) => !left.includes(name)).sort();
  for (const name of names) {
    const value = settings[name];
    if (name === "output" && outputs.includes("page")) continue;
    if (name === "on-demand" && outputs.includes("page")) continue;
    if (value === false) continue;
    if (value === true) words.push(`--${name}`);
    else if (name === "coverage") words.push(`--${name}`, value.join(","));
    else for (const one of [value].flat()) words.push(...wordsOf(name, one));
  }
  return words.map(quoted).join(" ");
}

/** An option and its value; a negative one in one word, as it would be taken for an option. */
function wordsOf(name, value) {
  const text = String(value);
  return text.startsWith("-") ? [`--${name}=${text}`] : [`--${name}`, text];
}
