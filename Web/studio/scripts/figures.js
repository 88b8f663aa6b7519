import { element } from "./elements.js";
import { filled, texts } from "./texts.js";

const stages = ["intake", "load", "inference", "mask", "compose", "submit"];
const colors = ["--series-5", "--series-1", "--series-2", "--series-4", "--series-3", "--series-6"];
const secondCount = 90;

/** The figures of the last second, and a running plot of each second's stage times. */
export class Figures {
  #values = new Map();
  #legend = new Map();
  #seconds = [];
  #canvas = element("canvas", { role: "img", "aria-label": texts.plotLabel });

  constructor() {
    const list = document.getElementById("figures");
    for (const [key, unit] of [["outputRate", ""], ["inputRate", ""], ["latency", "ms"], ["processor", "%"]]) {
      const value = element("dd", { id: `figure-${key}` }, "–");
      list.append(element("div", {}, element("dt", {}, texts[key]), value));
      this.#values.set(key, [value, unit]);
    }
    stages.forEach((stage, index) => {
      const swatch = element("i", { "aria-hidden": "true" });
      swatch.style.setProperty("--series", `var(${colors[index]})`);
      const time = element("b", {}, "–");
      document.getElementById("legend").append(element("li", {}, swatch, texts.stages[stage], " ", time));
      this.#legend.set(stage, time);
    });
    document.getElementById("plot").append(this.#canvas);
    addEventListener("resize", () => this.#draw());
  }

  /** Takes the statistics of a second in. */
  add(statistics, status) {
    const show = (key, number, digits) => {
      const [value, unit] = this.#values.get(key);
      const text = number === undefined || number === null ? "–" : number.toFixed(digits);
      value.replaceChildren(text, unit && text !== "–" ? element("small", {}, ` ${unit}`) : "");
    };
    show("outputRate", statistics.outputRate, 1);
    show("inputRate", statistics.inputRate, 1);
    show("latency", statistics.latencyMedianMilliseconds, 1);
    show("processor", statistics.processorPercent, 0);
    const times = stages.map((stage) => statistics.stageMilliseconds[stage] ?? 0);
    stages.forEach((stage, index) => { this.#legend.get(stage).textContent = `${times[index].toFixed(2)} ms`; });
    this.#seconds.push(times);
    if (this.#seconds.length > secondCount) this.#seconds.shift();
    const total = times.reduce((sum, time) => sum + time, 0);
    this.#canvas.setAttribute("aria-label", filled(texts.plotSummary, {
      total: total.toFixed(1), parts: stages.map((stage, index) => filled(texts.plotPart, {
        name: texts.stages[stage], time: times[index].toFixed(1) })).join(", ") }));
    const { counts } = statistics;
    document.getElementById("engine-line").textContent = filled(texts.engineLine, {
      size: `${status.width}×${status.height}`, rate: Math.round(status.framesPerSecond * 10) / 10,
      inferred: counts.inferred, repeated: counts.repeated, slates: counts.slates, dropped: counts.dropped });
    this.#draw();
  }

  #draw() {
    const canvas = this.#canvas, ratio = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
    context.clearRect(0, 0, width, height);
    const sums = this.#seconds.map((times) => times.reduce((sum, time) => sum + time, 0));
    const top = niceAbove(Math.max(...sums, 1) * 1.1);
    const toY = (value) => height - (value / top) * (height - 14 * ratio);
    context.font = `${11 * ratio}px ${style.fontFamily}`;
    for (const part of [0.5, 1]) {
      context.fillStyle = style.getPropertyValue("--line");
      context.fillRect(0, Math.round(toY(top * part)), width, ratio);
      context.fillStyle = style.getPropertyValue("--text-soft");
      context.fillText(`${Number((top * part).toPrecision(3))} ms`, 0, toY(top * part) - 3 * ratio);
    }
    const step = width / secondCount, left = width - this.#seconds.length * step;
    colors.forEach((color, index) => {
      context.fillStyle = style.getPropertyValue(color);
      this.#seconds.forEach((times, place) => {
        const below = times.slice(0, index).reduce((sum, time) => sum + time, 0);
        const [low, high] = [toY(below), toY(below + times[index])];
        context.fillRect(left + place * step, high, Math.max(step - ratio, ratio), low - high);
      });
    });
  }
}

/** The next of 1, 2, 5, 10, 20 ... */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= value);
}
