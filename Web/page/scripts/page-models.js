import { modelFile } from "./models.js";
import { dismiss, say } from "./notices.js";
import { page, put, when } from "./page.js";
import { showFacts } from "./panels.js";
import { tell } from "./telling.js";
import { filled, texts } from "./texts.js";

// Which model is in use: one of the page's list, or somebody's own.

let listed = [], own = null;

/** Offers these models. */
export function offerModels(models) {
  listed = models;
  showModels();
}

/** Loads a model by bytes that `read()` gives; one that cannot be used leaves the one before. */
export async function useModel(fileName, read, entry = null) {
  const { background } = page.runner;
  // Somebody may choose another one meanwhile: what is chosen changes only where this one is other than asked for.
  let found = {};
  try {
    const bytes = await read();
    const model = await background.loadModel(bytes);
    own = entry ? own : { fileName, bytes };
    page.model = { fileName, entry, bytes };
    showFacts(page.panels.facts, fileName, model);
    if (!entry) {
      found = { model: "own" };
      say("noticeModel", {
        name: fileName, width: model.inputWidth, height: model.inputHeight, maskWidth: model.maskWidth,
        maskHeight: model.maskHeight }, { seconds: 8 });
    }
    dismiss("errorModel");
    dismiss("errorModelFetch");
  } catch (error) {
    if (error.kind === "model" || error.kind === "memory") {
      say("errorModel", { name: fileName, reason: error.message });
    } else if (error.kind) tell(error);
    else say("errorModelFetch", { name: fileName });
    if (page.model) found = { model: page.model.entry?.name ?? "own" };
  }
  showModels();
  put(found);
}

/** Takes a model's file. */
export const takeModel = (file) => useModel(file.name, () => file.arrayBuffer());

function showModels() {
  const entries = listed.map(({ name, width, height }) => [name, filled(texts.modelOption, { name, width, height })]);
  if (own) entries.push(["own", filled(texts.ownModel, { name: own.fileName })]);
  page.panels.model.set(entries);
}

/** Loads the model that is chosen; where the page has none of that name, its first. */
export function useChosenModel() {
  const { model } = page.settings;
  if (model === "own" && own) return useModel(own.fileName, async () => own.bytes.slice(0));
  const entry = listed.find(({ name }) => name === model) ?? listed[0];
  if (!entry) return undefined;
  page.settings = { ...page.settings, model: entry.name };
  return useModel(entry.file, () => modelFile(entry), entry);
}

/** Loads the model in use again, into another engine. */
export async function reloadModel() {
  if (page.model) await useModel(page.model.fileName, async () => page.model.bytes.slice(0), page.model.entry);
}

when(["model"], (before) => {
  if (page.settings.model !== before.model) useChosenModel();
});
