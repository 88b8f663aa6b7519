import { element } from "./elements.js";
import { filled, texts } from "./texts.js";

/** What is plotted and shown, from below to above: names, the timings that each sums, its color. */
const series = [
  ["resize", ["resize"], "--series-1"],
  ["inference", ["inference"], "--series-2"],
  ["postProcessing", ["smoothing", "input", "filter", "blur", "foreground", "blend", "output"], "--series-3"],
  ["copies", ["read", "write"], "--series-4"],
];
const frameCount = 180;

/** Sums a frame's timings by series, milliseconds. */
const sumsOf = (timings) => series.map(([, stages]) => stages.reduce((sum, stage) => sum + (timings[stage] ?? 0), 0));

/** The figures of the last second, and a running plot of each frame's stage times. */
export class Figures {
  #values = new Map();
  #frames = [];
  #second = [];
  #start = performance.now();
  #canvas = element("canvas", { role: "img", "aria-label": texts.plotLabel });
  #isDue = false;

  constructor() {
    const list = document.getElementById("figures");
    const add = (key, unit, color) => {
      const swatch = color ? element("i", { "aria-hidden": "true" }) : null;
      swatch?.style.setProperty("--series", `var(${color})`);
      const value = element("dd", { id: `figure-${key}` }, "–");
      list.append(element("div", {}, element("dt", {}, swatch, texts[key]), value));
      this.#values.set(key, [value, unit]);
    };
    add("framesPerSecond", "");
    for (const [key, , color] of series) add(key, "ms", color);
    document.getElementById("plot").append(this.#canvas);
  }

  /** Takes a frame's timings in. */
  add(timings) {
    const sums = sumsOf(timings);
    this.#frames.push(sums);
    this.#second.push(sums);
    if (this.#frames.length > frameCount) this.#frames.shift();
    if (!this.#isDue && !document.hidden) {
      this.#isDue = true;
      requestAnimationFrame(() => {
        this.#isDue = false;
        this.#draw();
      });
    }
    const now = performance.now();
    if (now - this.#start >= 1000) this.#refresh(now);
  }

  #refresh(now) {
    const count = this.#second.length, show = (key, number, digits) => {
      const [value, unit] = this.#values.get(key);
      value.replaceChildren(number.toFixed(digits), unit ? element("small", {}, ` ${unit}`) : "");
    };
    show("framesPerSecond", (count * 1000) / (now - this.#start), 0);
    series.forEach(([key], index) => {
      show(key, this.#second.reduce((sum, frame) => sum + frame[index], 0) / count, 2);
    });
    const totals = this.#frames.map((sums) => sums.reduce((sum, part) => sum + part, 0)).sort((a, b) => a - b);
    this.#canvas.setAttribute("aria-label", filled(texts.plotSummary, {
      count: totals.length, median: totals[totals.length >> 1].toFixed(1), worst: totals.at(-1).toFixed(1) }));
    this.#second = [];
    this.#start = now;
  }

  #draw() {
    const canvas = this.#canvas, ratio = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
    context.clearRect(0, 0, width, height);
    const totals = this.#frames.map((sums) => sums.reduce((sum, part) => sum + part, 0)).sort((a, b) => a - b);
    // The scale follows what is usual: one late frame is cut off, and does not flatten all others.
    const usual = totals[Math.floor((totals.length - 1) * 0.95)] ?? 1;
    const top = niceAbove(usual * 1.15), toY = (value) => height - (Math.min(value, top) / top) * (height - 14 * ratio);
    const step = width / frameCount;
    context.font = `${11 * ratio}px ${style.fontFamily}`;
    for (const part of [0.5, 1]) {
      context.fillStyle = style.getPropertyValue("--line");
      context.fillRect(0, Math.round(toY(top * part)), width, ratio);
      context.fillStyle = style.getPropertyValue("--text-soft");
      context.fillText(`${Number((top * part).toPrecision(3))} ms`, 0, toY(top * part) - 3 * ratio);
    }
    const left = width - this.#frames.length * step;
    series.forEach(([, , color], index) => {
      context.fillStyle = style.getPropertyValue(color);
      this.#frames.forEach((sums, place) => {
        const below = sums.slice(0, index).reduce((sum, part) => sum + part, 0);
        const [low, high] = [toY(below), toY(below + sums[index])];
        context.fillRect(left + place * step, high, Math.max(step - ratio * 0.5, ratio), low - high);
      });
    });
  }
}

/** The next of 1, 2, 5, 10, 20 ... */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.1)));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= value);
}
