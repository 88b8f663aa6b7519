import { BackgroundError } from "../vbg/vbg.js";
import { say } from "./notices.js";
import { SourceError } from "./sources.js";

/** Says what went wrong where everybody sees it. */
export function tell(error) {
  if (error instanceof SourceError) return say(error.key, error.values);
  // The library's errors say by themselves what to do.
  if (error instanceof BackgroundError) return say("errorLibrary", { message: error.message });
  say("errorScript", { message: error.message });
}
