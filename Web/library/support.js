import { wasmFeatures } from "../engine.js";

/**
 * What this browser can do, by trying each thing, never by its name.
 *
 * @returns {{supported: boolean, tracks: boolean, threads: boolean, relaxedSimd: boolean, missing: string[],
 *   advice: string}} `supported`: frames can be processed; `tracks`: tracks too; `missing` names what is not there;
 *   `advice` is a sentence for people, empty where nothing is missing
 */
export function isSupported() {
  const missing = [];
  const features = typeof WebAssembly === "object" ? wasmFeatures() : {};
  if (typeof WebAssembly !== "object") missing.push("WebAssembly");
  else if (!features.simd) missing.push("WebAssembly SIMD");
  if (typeof Worker !== "function") missing.push("workers");
  if (typeof createImageBitmap !== "function") missing.push("ImageBitmap");
  const supported = missing.length === 0;
  const hasStreams = typeof MediaStreamTrackProcessor === "function"
    && typeof MediaStreamTrackGenerator === "function";
  const hasCapture = typeof HTMLCanvasElement === "function" && "captureStream" in HTMLCanvasElement.prototype;
  const tracks = supported && (hasStreams || hasCapture);
  if (!hasStreams && !hasCapture) missing.push("streams of canvases");
  return {
    supported, tracks, threads: Boolean(features.threads), relaxedSimd: Boolean(features.relaxedSimd), missing,
    advice: missing.length === 0 ? ""
      : `This browser lacks ${missing.join(", ")}. Use a current Chrome, Edge, Firefox or Safari.`,
  };
}
