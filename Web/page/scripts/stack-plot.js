/** The next of 1, 2, 5, 10, 20 ... */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.1)));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= value);
}

/**
 * Draws columns of times one on the other, the latest at the right.
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} columns  each one's times in ms, from below
 * @param {string[]} colors  of each part, as custom properties
 * @param {object} scale
 * @param {number} scale.count  columns that there is room for
 * @param {number} scale.largest  ms that are to be seen; what is more is cut off
 * @param {number} scale.gap  between columns, in pixels of the page
 */
export function drawStacks(canvas, columns, colors, { count, largest, gap }) {
  const ratio = devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  context.clearRect(0, 0, width, height);
  const top = niceAbove(largest), toY = (value) => height - (Math.min(value, top) / top) * (height - 14 * ratio);
  context.font = `${11 * ratio}px ${style.fontFamily}`;
  for (const part of [0.5, 1]) {
    context.fillStyle = style.getPropertyValue("--line");
    context.fillRect(0, Math.round(toY(top * part)), width, ratio);
    context.fillStyle = style.getPropertyValue("--text-soft");
    context.fillText(`${Number((top * part).toPrecision(3))} ms`, 0, toY(top * part) - 3 * ratio);
  }
  const step = width / count, left = width - columns.length * step;
  colors.forEach((color, index) => {
    context.fillStyle = style.getPropertyValue(color);
    columns.forEach((times, place) => {
      const below = times.slice(0, index).reduce((sum, time) => sum + time, 0);
      const [low, high] = [toY(below), toY(below + times[index])];
      context.fillRect(left + place * step, high, Math.max(step - ratio * gap, ratio), low - high);
    });
  });
}
