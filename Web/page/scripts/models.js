/** The models of this page: `[{name, file, width, height, integrity, license}]`. */
export async function listModels() {
  const answer = await fetch(new URL("../models/models.json", import.meta.url));
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** The bytes of a listed model, held to its hash by the browser. */
export async function modelFile(entry) {
  const answer = await fetch(new URL(`../models/${entry.file}`, import.meta.url), { integrity: entry.integrity });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.arrayBuffer();
}
