import { VBGError } from './error.js';

// How a value of an option becomes what the module takes: a name, and a word or a number.
const word = (name) => (value) => [[name, String(value), 0]];
const number = (name) => (value) => [[name, '', toNumber(name, value)]];
const numberOrAutomatic = (name) => (value) =>
  value === null || value === 'auto' ? [[name, 'auto', 0]] : [[name, '', toNumber(name, value)]];
const wordOrAutomatic = (name) => (value) => [[name, value === null ? 'auto' : String(value), 0]];
const onOrOff = (name) => (value) => [[name, '', value ? 1 : 0]];

/** The options of `configure` by their names. */
const optionWords = {
  // Stands first: the options behind it change what it gave.
  preset: word('preset'),
  background: word('background'),
  blur: (value) => (value === 'demo' ? [['blur', 'demo', 0]] : numberOrAutomatic('blur')(value)),
  blurShape: word('blur-shape'),
  color: (value) => [['color', '', colorNumber(value)]],
  filter: word('filter'),
  sigmaSpace: number('sigma-space'),
  sigmaColor: number('sigma-color'),
  // null: what the filter is meant for.
  coverage: (value) => {
    if (value === null) return [['coverage-low', 'auto', 0], ['coverage-high', 'auto', 0]];
    if (!Array.isArray(value) || value.length !== 2) {
      throw new VBGError('option', `expected two numbers for coverage, found ${JSON.stringify(value)}`);
    }
    return [
      ['coverage-low', '', toNumber('coverage', value[0])],
      ['coverage-high', '', toNumber('coverage', value[1])],
    ];
  },
  lightWrap: numberOrAutomatic('light-wrap'),
  blend: word('blend'),
  wrapSource: word('wrap-source'),
  wrapReach: word('wrap-reach'),
  onlyMainPerson: onOrOff('only-main-person'),
  minArea: number('min-area'),
  fillHoles: number('fill-holes'),
  grow: number('grow'),
  feather: number('feather'),
  relight: number('relight'),
  warmth: number('warmth'),
  dimBackground: number('dim-background'),
  desaturateBackground: number('desaturate-background'),
  opacity: number('opacity'),
  autoFrame: onOrOff('auto-frame'),
  framing: word('framing'),
  smoothing: word('smoothing'),
  decontaminate: onOrOff('decontaminate'),
  matting: onOrOff('matting'),
  mirror: onOrOff('mirror'),
  reuse: number('reuse'),
  result: word('result'),
};

function toNumber(name, value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new VBGError('option', `expected a number for ${name}, found ${JSON.stringify(value) ?? value}`);
  }
  return value;
}

function colorNumber(value) {
  const isByte = (part) => Number.isInteger(part) && part >= 0 && part <= 255;
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isByte)) {
    throw new VBGError(
      'option', `expected three whole numbers from 0 to 255 for color, found ${JSON.stringify(value)}`);
  }
  return value[0] * 65536 + value[1] * 256 + value[2];
}

function checkNames(known, given) {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new VBGError('option', `expected the name of an option, found '${unknown}'`);
  }
}

/**
 * What the module is told of options: names with a word or a number.
 * @param {object} options
 * @returns {[string, string, number][]}
 * @throws {VBGError} for a name that there is not, and for values of another kind
 */
export function optionTriples(options) {
  checkNames(optionWords, options);
  const given = Object.keys(optionWords).filter((name) => options[name] !== undefined);
  return given.flatMap((name) => optionWords[name](options[name]));
}

/** One class or several, by numbers or labels; a label may be any word, so that a number says whether there are some. */
function classTriples(value) {
  const classes = value === null ? [] : Array.isArray(value) ? value : [value];
  const isClass = (name) => (typeof name === 'string' && name !== '' && !name.includes('\n'))
    || (Number.isInteger(name) && name >= 0);
  if (!classes.every(isClass) || (value !== null && classes.length === 0)) {
    throw new VBGError('option', `expected classes as numbers from 0 on or labels, found ${JSON.stringify(value)}`);
  }
  return [['classes', classes.join('\n'), classes.length]];
}

/** What can be said of a model's numbers. */
const meaningWords = {
  decoding: wordOrAutomatic('decoding'),
  inputRange: wordOrAutomatic('input-range'),
  classes: classTriples,
  channel: numberOrAutomatic('channel'),
  outputIndex: numberOrAutomatic('output-index'),
};

/** What the module is told of a model's meaning; what is not said is left to it. */
export function meaningTriples(meaning) {
  checkNames(meaningWords, meaning);
  return Object.keys(meaningWords).flatMap((name) => meaningWords[name](meaning[name] ?? null));
}
