import { modelFile } from "./models.js";
import { dismiss, say } from "./notices.js";
import { page, put, when } from "./page.js";
import { showFacts } from "./panels.js";
import { tell } from "./telling.js";
import { filled } from "./filling.js";
import { texts } from "./texts.js";

// Which model is in use: one of the page's list, or somebody's own.

let listed = [], own = null;

/** Offers these models. */
export function offerModels(models) {
  listed = models;
  showModels();
}

/** What the page says of a model's numbers. */
const meaningOf = (personClass) => (personClass === "" ? {} : { classes: personClass });

/** Loads a model by bytes that `read()` gives; one that cannot be used leaves the one before. */
export async function useModel(fileName, read, entry = null, personClass = "") {
  const { background } = page.runner;
  // Somebody may choose another one meanwhile: what is chosen changes only where this one is other than asked for.
  let found = {};
  try {
    const bytes = await read();
    const model = await background.loadModel(bytes, meaningOf(personClass));
    const isNew = page.model?.bytes !== bytes;
    own = entry ? own : { fileName, bytes };
    page.model = { fileName, entry, bytes, personClass };
    showFacts(page.panels.facts, fileName, model);
    showClasses(model, personClass);
    if (!entry && isNew) {
      found = { model: "own", personClass };
      say("noticeModel", {
        name: fileName, width: model.inputWidth, height: model.inputHeight, maskWidth: model.maskWidth,
        maskHeight: model.maskHeight }, { seconds: 8 });
    }
    dismiss("errorModel");
    dismiss("errorModelFetch");
  } catch (error) {
    if (error.kind === "model" && personClass !== "") {
      // A link's class that the model has not: the model itself may be sound.
      say("errorSetting", { reason: error.message });
      put({ personClass: "" });
      return useModel(fileName, read, entry);
    }
    if (error.kind === "model" || error.kind === "memory") {
      say("errorModel", { name: fileName, reason: error.message });
    } else if (error.kind) tell(error);
    else say("errorModelFetch", { name: fileName });
    if (page.model) found = { model: page.model.entry?.name ?? "own", personClass: page.model.personClass };
  }
  showModels();
  put(found);
}

/** Takes a model's file. */
export const takeModel = (file) => useModel(file.name, () => file.arrayBuffer());

/** Classes of an output that numbers them, and of which no file names any: those of the largest known data set. */
const unnamedClassCount = 151;
/** Classes that are offered at most. */
const offeredClassCount = 512;

/** Offers the classes that a model tells apart, where it does. */
function showClasses({ kind, channelCount, labels, classes }, personClass) {
  const count = kind === "labels" ? labels.length || unnamedClassCount : channelCount > 1 ? channelCount : 0;
  const entries = Array.from({ length: Math.min(count, offeredClassCount) }, (_, index) =>
    [String(index), labels[index] ? `${index} (${labels[index]})` : String(index)]);
  // A link may name a class by its label.
  if (personClass !== "" && !entries.some(([value]) => value === personClass)) entries.unshift([personClass, personClass]);
  const found = personClass === "" ? filled(texts.classFound, { classes: classes ?? "" }) : texts.classAsFound;
  page.panels.personClass.set([["", found], ...entries]);
  page.panels.personClass.isOffered = count > 0;
}

function showModels() {
  const entries = listed.map(({ name, width, height }) => [name, filled(texts.modelOption, { name, width, height })]);
  if (own) entries.push(["own", filled(texts.ownModel, { name: own.fileName })]);
  page.panels.model.set(entries);
}

/** Loads the model that is chosen; where the page has none of that name, its first. */
export function useChosenModel() {
  const { model, personClass } = page.settings;
  if (model === "own" && own) return useModel(own.fileName, async () => own.bytes, null, personClass);
  const entry = listed.find(({ name }) => name === model) ?? listed[0];
  if (!entry) return undefined;
  page.settings = { ...page.settings, model: entry.name };
  return useModel(entry.file, () => modelFile(entry), entry, personClass);
}

/** Loads the model in use again, into another engine. */
export async function reloadModel() {
  if (!page.model) return;
  const { fileName, bytes, entry, personClass } = page.model;
  await useModel(fileName, async () => bytes, entry, personClass);
}

when(["model", "personClass"], (before, changed) => {
  const isOther = page.settings.model !== before.model;
  // Classes of one model say nothing of another's.
  if (isOther && !("personClass" in changed)) put({ personClass: "" });
  if (isOther || page.settings.personClass !== before.personClass) useChosenModel();
});
