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
 * @param {{model: string, picture: string}} files names of the model and of the background picture
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
  if (settings.background === "blur") {
    words.push("--blur");
    if (settings.blur !== null) words.push(settings.blur === "demo" ? "demo" : plain(settings.blur));
  } else if (settings.background === "image") words.push("--background", files.picture, "--fit", settings.fit);
  else if (settings.background === "color") words.push("--color", settings.color);
  else words.push(isTransparent ? "--transparent" : "--none");
  if (settings.background !== "none") {
    words.push("--model", files.model, "--filter", settings.filter);
    words.push("--coverage", `${plain(settings.coverageLow)},${plain(settings.coverageHigh)}`);
    words.push("--sigma-space", plain(settings.sigmaSpace), "--sigma-color", plain(settings.sigmaColor));
    if (settings.background === "image" || settings.background === "color") {
      if (settings.lightWrap !== null) words.push("--light-wrap", plain(settings.lightWrap));
      words.push("--blend", settings.blend, "--wrap-source", settings.wrapSource);
    }
    words.push("--decontaminate", settings.decontaminate ? "on" : "off");
    if (kind !== "photo") words.push("--smooth", settings.smoothing);
  }
  if (settings.mirror) words.push("--mirror");
  if (kind !== "photo" && settings.backend === "threads") words.push("--threads", String(settings.threads));
  const line = words.map(quoted).join(" ");
  return isCutFilm ? `${texts.commandNotLive}\n${line}` : line;
}
