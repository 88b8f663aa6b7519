import { coverageOf, usesMask } from "./settings.js";
import { texts } from "./texts.js";

/** A word as a shell takes it. */
const quoted = (word) => (/^[\w./:,%+=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** A number without the noise of binary fractions. */
const plain = (number) => String(Math.round(number * 1000) / 1000);

/**
 * The command that does on a Linux machine what the page does: `vbg compose` of a photo, `vbg video` of a film,
 * `vbg live` of the camera. Everything that decides a pixel is spelled out, so that no default can change it.
 *
 * @param {object} settings
 * @param {{kind: "photo" | "film" | "camera", fileName: string}} source
 * @param {{model: string, picture: string, front: string}} files names of the model and of the pictures
 */
export function commandOf(settings, source, files) {
  const isTransparent = settings.background === "transparent";
  const isCutFilm = source.kind === "camera" && isTransparent;
  const kind = isCutFilm ? "film" : source.kind;
  const words = [];
  if (kind === "photo") words.push("vbg", "compose", source.fileName);
  else if (kind === "film") {
    words.push("vbg", "video", isCutFilm ? "talk.mp4" : source.fileName, isTransparent ? "person.webm" : "result.mp4");
  } else words.push("vbg", "live", "--camera", "/dev/video0", "--output", "/dev/video9", "--fps", plain(settings.rate));
  words.push(...backgroundWords(settings, files.picture, isTransparent));
  if (usesMask(settings)) {
    words.push("--model", files.model);
    if (settings.personClass !== "") words.push("--person-class", settings.personClass);
    words.push(...edgeWords(settings), "--decontaminate", settings.decontaminate ? "on" : "off");
    if (settings.matting && source.kind !== "camera") words.push("--matting", "on");
    if (kind !== "photo") words.push("--smooth", settings.smoothing);
    words.push(...peopleWords(settings));
  }
  words.push(...lightWords(settings));
  if (settings.inFront !== "none") words.push("--in-front", files.front, "--in-front-position", settings.inFrontPosition);
  if (settings.mirror) words.push("--mirror");
  if (kind !== "photo" && settings.backend === "threads") words.push("--threads", String(settings.threads));
  const line = words.map(quoted).join(" ");
  return isCutFilm ? `${texts.commandNotLive}\n${line}` : line;
}

function backgroundWords(settings, picture, isTransparent) {
  switch (settings.background) {
    case "blur": {
      const words = ["--blur"];
      if (settings.blur !== null) words.push(settings.blur === "demo" ? "demo" : plain(settings.blur));
      if (settings.blurShape === "disc" && settings.blur !== "demo") words.push("--blur-shape", "disc");
      return words;
    }
    case "image": return ["--background", picture, "--fit", settings.fit];
    case "color": return ["--color", settings.color];
    default: return [isTransparent ? "--transparent" : "--none"];
  }
}

function edgeWords(settings) {
  const words = [
    "--filter", settings.filter, "--coverage", coverageOf(settings).map(plain).join(","),
    "--sigma-space", plain(settings.sigmaSpace), "--sigma-color", plain(settings.sigmaColor)];
  if (settings.background === "image" || settings.background === "color") {
    if (settings.lightWrap !== null) words.push("--light-wrap", plain(settings.lightWrap));
    words.push("--blend", settings.blend, "--wrap-source", settings.wrapSource, "--wrap-reach", settings.wrapReach);
  }
  return words;
}

/** Options that are numbers, and do nothing at these. */
function numberWords(settings, ...options) {
  return options.filter(([, name, nothing]) => settings[name] !== nothing)
    .flatMap(([word, name]) => [word, plain(settings[name])]);
}

function peopleWords(settings) {
  const { grow } = settings;
  return [
    ...(settings.framing === "stretch" ? ["--framing", "stretch"] : []),
    ...(settings.onlyMainPerson ? ["--only-main-person"] : []),
    ...numberWords(settings, ["--min-area", "minArea", 0], ["--fill-holes", "fillHoles", 0]),
    ...(grow === 0 ? [] : [grow > 0 ? "--grow" : "--shrink", plain(Math.abs(grow))]),
    ...numberWords(settings, ["--feather", "feather", 0], ["--opacity", "opacity", 100]),
    ...(settings.autoFrame ? ["--auto-frame"] : []),
  ];
}

const lightWords = (settings) => numberWords(
  settings, ["--relight", "relight", 0], ["--warmth", "warmth", 0], ["--dim-background", "dimBackground", 0],
  ["--desaturate-background", "desaturateBackground", 0]);
