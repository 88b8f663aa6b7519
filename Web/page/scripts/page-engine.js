import { isSupported } from "../vbg/vbg.js";
import { say } from "./notices.js";
import { page, put, when } from "./page.js";
import { reloadModel } from "./page-models.js";
import { pictureBefore, pictureBehind } from "./page-pictures.js";
import { optionsOf } from "./settings.js";
import { texts } from "./texts.js";

// The library's worker with its engine: how it starts, which build it has, and what is done when it is lost.

let restartCount = 0;

/** Says which builds can be chosen. */
export function showBackends(support) {
  const { backends = "plain relaxed threads" } = document.documentElement.dataset;
  for (const name of ["plain", "relaxed", "threads"]) {
    const isThere = backends.split(" ").includes(name) && (name !== "relaxed" || support.relaxedSimd);
    page.panels.backend.disable(name, !isThere);
  }
}

/** Starts an engine with everything that is in force; where a link's backend cannot be had, with the best. */
export async function open() {
  const { backend } = page.settings;
  if (backend === "threads" && !isSupported().threads) {
    put({ backend: "auto" });
    say("noticeThreads");
    return start();
  }
  try {
    await start();
  } catch (error) {
    if (backend === "auto") throw error;
    put({ backend: "auto" });
    await start();
    say("errorBackend", { backend: texts.backends[backend], reason: error.message, inUse: texts.backends.auto });
  }
  return undefined;
}

async function start() {
  const { settings, runner } = page, front = pictureBefore(settings);
  const made = await runner.open({
    backend: settings.backend, ...(settings.backend === "threads" && { threadCount: settings.threads }),
    image: pictureBehind(settings), ...(front && { inFront: front }), ...optionsOf(settings) });
  made.onStatistics(({ memoryByteCount }) => { page.figures.memory = memoryByteCount; });
  await reloadModel();
}

async function useBackend(before) {
  const { settings: { backend, threads }, runner } = page;
  if (backend === before.backend && threads === before.threads) return;
  if (backend === "threads" && !isSupported().threads) {
    put({ backend: before.backend });
    return say("noticeThreads");
  }
  try {
    await runner.background?.useBackend(backend, backend === "threads" ? threads : undefined);
  } catch (error) {
    const inUse = texts.backends[runner.background?.backend?.backend ?? before.backend];
    say("errorBackend", { backend: texts.backends[backend], reason: error.message, inUse });
    put({ backend: before.backend });
  }
}

when(["backend", "threads"], useBackend);

/** Starts another worker where one was lost; one that is lost again and again is given up. */
export async function onLost(error) {
  page.view.drawSlate();
  restartCount += 1;
  if (restartCount > 3) return say("errorScript", { message: error.message });
  try {
    await open();
    say("noticeRestarted", {}, { seconds: 8 });
  } catch (failure) {
    say("errorScript", { message: failure.message });
  }
}
