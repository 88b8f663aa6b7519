import { openFilm, openPhoto, SourceError } from "./sources.js";

/** What a file is, by its name and what the system says of it. */
export function kindOf(file) {
  if (/\.tflite$/i.test(file.name)) return "model";
  if (file.type.startsWith("image/") || /\.(jpe?g|png|webp|avif|gif|bmp)$/i.test(file.name)) return "photo";
  if (file.type.startsWith("video/") || /\.(mp4|webm|mov|mkv|ogv)$/i.test(file.name)) return "film";
  return null;
}

/** Opens a photo or a film. @throws {SourceError} */
export function openFile(file, onScaled) {
  const kind = kindOf(file);
  if (kind === "photo") return openPhoto(file, file.name, onScaled);
  if (kind === "film") return openFilm(file, file.name);
  throw new SourceError("errorFile", { name: file.name });
}

/** Lets files be dropped anywhere on the page. */
export function acceptDrops(onFile) {
  let depth = 0;
  const show = () => document.body.classList.toggle("is-dragging", depth > 0);
  const hasFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    show();
  });
  addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    show();
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    show();
    for (const file of event.dataTransfer.files) onFile(file);
  });
}
