import { element } from "./elements.js";
import { filled } from "./filling.js";
import { drawStacks } from "./stack-plot.js";
import { texts } from "./texts.js";

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
    const totals = this.#frames.map((sums) => sums.reduce((sum, part) => sum + part, 0)).sort((a, b) => a - b);
    // The scale follows what is usual: one late frame is cut off, and does not flatten all others.
    const usual = totals[Math.floor((totals.length - 1) * 0.95)] ?? 1;
    drawStacks(this.#canvas, this.#frames, series.map(([, , color]) => color), {
      count: frameCount, largest: usual * 1.15, gap: 0.5 });
  }
}
