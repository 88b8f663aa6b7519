/** Seeded numbers from 0 to 1 (mulberry32), so that drawings are the same everywhere. */
function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A linear gradient from top to bottom. */
function vertical(context, height, ...stops) {
  const gradient = context.createLinearGradient(0, 0, 0, height);
  stops.forEach(([place, color]) => gradient.addColorStop(place, color));
  return gradient;
}

/** Background pictures, drawn at any size: `(context, width, height)`. */
export const drawings = {
  studio(context, width, height) {
    const gradient = context.createRadialGradient(
      width * 0.5, height * 0.42, 0, width * 0.5, height * 0.5, width * 0.72);
    gradient.addColorStop(0, "#dfe6e4");
    gradient.addColorStop(0.55, "#a9b8b5");
    gradient.addColorStop(1, "#5d6f6d");
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
    context.fillStyle = vertical(context, height, [0.7, "rgb(40 52 50 / 0%)"], [1, "rgb(40 52 50 / 45%)"]);
    context.fillRect(0, 0, width, height);
  },

  dusk(context, width, height) {
    context.fillStyle = vertical(context, height, [0, "#27406b"], [0.4, "#8a6f93"], [0.62, "#f0a37a"], [0.75, "#ffd9a0"]);
    context.fillRect(0, 0, width, height);
    const glow = context.createRadialGradient(width * 0.68, height * 0.6, 0, width * 0.68, height * 0.6, height * 0.5);
    glow.addColorStop(0, "rgb(255 244 214 / 95%)");
    glow.addColorStop(0.12, "rgb(255 226 170 / 70%)");
    glow.addColorStop(1, "rgb(255 200 140 / 0%)");
    context.fillStyle = glow;
    context.fillRect(0, 0, width, height);
    const random = seeded(7);
    ["#8c6a86", "#5f5478", "#3c4465", "#222f4a"].forEach((color, layer) => {
      const base = height * (0.62 + layer * 0.09), waves = [random(), random(), random()];
      context.fillStyle = color;
      context.beginPath();
      context.moveTo(0, height);
      for (let x = 0; x <= width; x += 4) {
        const place = x / width;
        const rise = Math.sin(place * 5 + waves[0] * 9) * 0.05 + Math.sin(place * 13 + waves[1] * 9) * 0.02
          + Math.sin(place * 41 + waves[2] * 9) * 0.004;
        context.lineTo(x, base - rise * height);
      }
      context.lineTo(width, height);
      context.fill();
    });
  },

  shelves(context, width, height) {
    context.fillStyle = vertical(context, height, [0, "#c8ab86"], [1, "#8a6a48"]);
    context.fillRect(0, 0, width, height);
    const random = seeded(21), rows = 5, board = height * 0.022;
    const colors = ["#7b3f34", "#32565e", "#c7a553", "#4d5a3b", "#8b7f74", "#2e3a55", "#b5653e", "#d9cdb8", "#5b3b53"];
    for (let row = 0; row < rows; row += 1) {
      const bottom = ((row + 1) * height) / rows - board, space = height / rows - board * 1.5;
      context.fillStyle = "rgb(52 34 20 / 55%)";
      context.fillRect(0, bottom - space, width, space);
      for (let x = width * 0.01; x < width * 0.99;) {
        const thickness = width * (0.009 + random() * 0.016), tall = space * (0.62 + random() * 0.33);
        if (random() < 0.1) {
          x += thickness * 3;
          continue;
        }
        context.fillStyle = colors[Math.floor(random() * colors.length)];
        context.fillRect(x, bottom - tall, thickness, tall);
        context.fillStyle = "rgb(255 255 255 / 22%)";
        context.fillRect(x + thickness * 0.12, bottom - tall, thickness * 0.12, tall);
        context.fillStyle = "rgb(255 240 200 / 40%)";
        context.fillRect(x + thickness * 0.2, bottom - tall * 0.82, thickness * 0.6, tall * 0.05);
        x += thickness * 1.06;
      }
      context.fillStyle = "#6f5033";
      context.fillRect(0, bottom, width, board);
    }
  },

  waves(context, width, height) {
    context.fillStyle = vertical(context, height, [0, "#0d3b4c"], [1, "#0b6e6e"]);
    context.fillRect(0, 0, width, height);
    for (let band = 0; band < 9; band += 1) {
      const middle = height * (0.12 + band * 0.11);
      context.fillStyle = `hsl(${174 + band * 6} 55% ${24 + band * 5}% / 62%)`;
      context.beginPath();
      context.moveTo(0, height);
      for (let x = 0; x <= width; x += 4) {
        const place = (x / width) * Math.PI * 2;
        context.lineTo(x, middle + Math.sin(place * (0.8 + band * 0.11) + band * 1.7) * height * 0.06);
      }
      context.lineTo(width, height);
      context.fill();
    }
  },
};

/** A drawing on a canvas of its own. */
export function drawnPicture(name, width = 1280, height = 720) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  drawings[name](canvas.getContext("2d"), width, height);
  return canvas;
}

/** Pictures before people: their sizes, and how they are drawn; all else of them is transparent. */
const fronts = {
  badge: [180, 64, (context, width, height) => {
    context.fillStyle = "rgb(19 78 74 / 85%)";
    context.beginPath();
    context.roundRect(0, 0, width, height, height / 2);
    context.fill();
    context.fillStyle = "#ffffff";
    context.beginPath();
    context.arc(height / 2, height * 0.4, height * 0.15, 0, Math.PI * 2);
    context.ellipse(height / 2, height * 0.82, height * 0.27, height * 0.23, 0, Math.PI, 0);
    context.fill();
    context.font = `600 ${height * 0.5}px system-ui, sans-serif`;
    context.fillText("vbg", height * 0.95, height * 0.67);
  }],
  title: [1280, 132, (context, width, height) => {
    context.fillStyle = vertical(context, height, [0, "rgb(10 34 33 / 0%)"], [0.35, "rgb(10 34 33 / 78%)"], [1, "rgb(10 34 33 / 88%)"]);
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#2fb8a3";
    context.fillRect(width * 0.045, height * 0.36, width * 0.004, height * 0.46);
    context.fillStyle = "#ffffff";
    context.font = `600 ${height * 0.27}px system-ui, sans-serif`;
    context.fillText("Your name", width * 0.06, height * 0.57);
    context.font = `${height * 0.18}px system-ui, sans-serif`;
    context.fillText("What you do", width * 0.06, height * 0.8);
  }],
};

/** A drawing that stands before people, on a canvas of its own. */
export function drawnFront(name) {
  const [width, height, draw] = fronts[name];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  draw(canvas.getContext("2d"), width, height);
  return canvas;
}

/** A room with a window, a lamp and a plant. */
function drawRoom(context, width, height) {
  context.fillStyle = vertical(context, height, [0, "#e4ddcf"], [1, "#c9bda8"]);
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#9a7f5e";
  context.fillRect(0, height * 0.86, width, height * 0.14);
  context.fillStyle = "#f5f1e8";
  context.fillRect(width * 0.06, height * 0.1, width * 0.24, height * 0.48);
  context.fillStyle = vertical(context, height * 0.6, [0.1, "#8fc0e8"], [1, "#e6f1f3"]);
  context.fillRect(width * 0.072, height * 0.122, width * 0.216, height * 0.436);
  context.fillStyle = "#f5f1e8";
  context.fillRect(width * 0.176, height * 0.12, width * 0.008, height * 0.44);
  context.fillStyle = "#6e5a44";
  context.fillRect(width * 0.74, height * 0.3, width * 0.22, height * 0.02);
  ["#32565e", "#b5653e", "#d9cdb8", "#4d5a3b", "#7b3f34"].forEach((color, index) => {
    context.fillStyle = color;
    context.fillRect(width * (0.75 + index * 0.022), height * (0.16 + (index % 3) * 0.02), width * 0.018,
      height * (0.14 - (index % 3) * 0.02));
  });
  context.fillStyle = "#3f6b45";
  for (let leaf = 0; leaf < 7; leaf += 1) {
    context.save();
    context.translate(width * 0.91, height * 0.86);
    context.rotate((leaf - 3) * 0.3);
    context.beginPath();
    context.ellipse(0, -height * 0.16, width * 0.014, height * 0.15, 0, 0, Math.PI * 2);
    context.fill();
    context.restore();
  }
}

/** A person from head to chest, who sways, nods, looks about and blinks. */
function drawPerson(context, width, height, seconds) {
  const sway = Math.sin(seconds * 0.9) * width * 0.06, nod = Math.sin(seconds * 1.7) * height * 0.008;
  const x = width * 0.5 + sway, head = height * 0.36 + nod, unit = height * 0.16;
  const skin = vertical(context, height, [0.15, "#e8b796"], [0.55, "#c98f6e"]);
  // Hair behind, neck, shoulders.
  context.fillStyle = "#3a2a22";
  context.beginPath();
  context.ellipse(x, head + unit * 0.1, unit * 0.98, unit * 1.28, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = "#b98062";
  context.fillRect(x - unit * 0.36, head + unit * 0.7, unit * 0.72, unit * 0.9);
  context.fillStyle = vertical(context, height, [0.55, "#2f5d7c"], [1, "#1d3c53"]);
  context.beginPath();
  context.moveTo(x - unit * 2.15, height);
  context.bezierCurveTo(x - unit * 2.1, head + unit * 1.9, x - unit * 1.3, head + unit * 1.55, x - unit * 0.42, head + unit * 1.34);
  context.quadraticCurveTo(x, head + unit * 1.75, x + unit * 0.42, head + unit * 1.34);
  context.bezierCurveTo(x + unit * 1.3, head + unit * 1.55, x + unit * 2.1, head + unit * 1.9, x + unit * 2.15, height);
  context.fill();
  // Face.
  context.fillStyle = skin;
  context.beginPath();
  context.ellipse(x, head, unit * 0.76, unit * 1.02, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = "#3a2a22";
  context.beginPath();
  context.ellipse(x, head - unit * 0.62, unit * 0.82, unit * 0.5, 0, Math.PI, 0);
  context.quadraticCurveTo(x + unit * 0.3, head - unit * 0.75, x - unit * 0.2, head - unit * 0.5);
  context.quadraticCurveTo(x - unit * 0.6, head - unit * 0.45, x - unit * 0.82, head - unit * 0.6);
  context.fill();
  const glance = Math.sin(seconds * 0.9) * unit * 0.05;
  for (const side of [-1, 1]) {
    const eye = x + side * unit * 0.3 + glance;
    context.fillStyle = "#fbf7f2";
    context.beginPath();
    context.ellipse(eye, head - unit * 0.08, unit * 0.13, Math.sin(seconds * 2.1) > 0.985 ? 1 : unit * 0.07, 0, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = "#33231c";
    context.beginPath();
    context.arc(eye + glance * 0.5, head - unit * 0.08, unit * 0.06, 0, Math.PI * 2);
    context.fill();
    context.fillRect(eye - unit * 0.16, head - unit * 0.27, unit * 0.32, unit * 0.05);
  }
  context.strokeStyle = "#a9714f";
  context.lineWidth = unit * 0.05;
  context.beginPath();
  context.moveTo(x + glance, head);
  context.lineTo(x + unit * 0.07 + glance, head + unit * 0.28);
  context.lineTo(x - unit * 0.04 + glance, head + unit * 0.3);
  context.stroke();
  context.strokeStyle = "#9d4f46";
  context.lineWidth = unit * 0.08;
  context.beginPath();
  context.arc(x + glance, head + unit * 0.42, unit * 0.27, 0.2 * Math.PI, 0.8 * Math.PI);
  context.stroke();
}

/** The drawn scene that moves: a person in a room, at a time in seconds. */
export function drawScene(context, width, height, seconds) {
  drawRoom(context, width, height);
  drawPerson(context, width, height, seconds);
}
