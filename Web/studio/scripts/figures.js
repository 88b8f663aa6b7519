import { element } from "./elements.js";
import { filled } from "./filling.js";
import { drawStacks } from "./stack-plot.js";
import { texts } from "./texts.js";

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
    const sums = this.#seconds.map((times) => times.reduce((sum, time) => sum + time, 0));
    drawStacks(this.#canvas, this.#seconds, colors, { count: secondCount, largest: Math.max(...sums, 1) * 1.1, gap: 1 });
  }
}
