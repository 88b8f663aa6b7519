/** Kinds of errors, for programs; an error's message is for people and says what to do. */
export type ErrorKind =
  | "unsupported" | "model" | "picture" | "source" | "option" | "size" | "memory" | "network" | "lost" | "destroyed";

export class BackgroundError extends Error {
  readonly kind: ErrorKind;
  constructor(kind: ErrorKind, message: string);
}

export interface Support {
  /** Single frames can be processed. */
  supported: boolean;
  /** Tracks can be processed too. */
  tracks: boolean;
  /** Threads can be used: the page is cross-origin isolated. */
  threads: boolean;
  relaxedSimd: boolean;
  /** Names of what is not there. */
  missing: string[];
  /** A sentence for people; empty where nothing is missing. */
  advice: string;
}

/** What this browser can do. */
export function isSupported(): Support;

export type BackgroundKind = "blur" | "image" | "color" | "transparent" | "none";
export type Picture = string | URL | Blob | ImageData | CanvasImageSource;
export type ModelSource = string | URL | Blob | Response | ArrayBuffer | ArrayBufferView;
export type Backend = "auto" | "plain" | "relaxed" | "threads";
export type PresetName = "standard" | "demo" | "privacy" | "simple";
export type Place =
  | "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right";

export interface Options {
  /** Named set of all options about people and edges; what is named beside it wins. */
  preset?: PresetName;
  background?: BackgroundKind;
  /** Radius of the blur in per cent of the frame's height, 0 to 20; null is the standard one. */
  blur?: number | "demo" | null;
  /** Shape that the blur makes of a point; the demo's blur has no disc. */
  blurShape?: "gaussian" | "disc";
  /** The picture behind people; asks for `background: "image"` too where no background is named. */
  image?: Picture;
  fit?: "cover" | "contain" | "stretch" | "tile";
  /** An opaque color as CSS writes it, or three numbers from 0 to 255. */
  color?: string | [number, number, number];
  /** How the mask comes to the frame's size, by its name in vbg: `exact`, `separable`, `guided`, `none` ... */
  filter?: string;
  /** Reach of the filter in cells of the mask, 0 to 10. */
  sigmaSpace?: number;
  /** Tolerance for differences of color, 0 to 1. */
  sigmaColor?: number;
  /** Mask values where the person begins to show and where only the person shows, 0 to 1; null is what the filter is
   * meant for. */
  coverage?: [number, number] | null;
  /** Light of the picture on the person's edge, 0 to 1; null is what suits the background. */
  lightWrap?: number | null;
  blend?: "screen" | "linear-dodge";
  wrapSource?: "sharp" | "blurred";
  /** Where that light falls: along the contour, or on all of the person where the mask is unsure. */
  wrapReach?: "contour" | "coverage";
  smoothing?: "off" | "adaptive";
  /** Take the old background's color out of soft edges. */
  decontaminate?: boolean;
  /** The edge hair by hair: takes tenths of a second a frame, for pictures. */
  matting?: boolean;
  /** Mirror the person, not the background. */
  mirror?: boolean;
  /** What of a frame the model sees: without bars and with its aspect ratio, or all of it, stretched. */
  framing?: "auto" | "stretch";
  /** Keep the main person alone, with what they hold. */
  onlyMainPerson?: boolean;
  /** Drop what of the mask is smaller, 0 to 50 per cent of the frame. */
  minArea?: number;
  /** Fill holes in people up to this size, 0 to 20 per cent of the frame: shows what the mask hid. */
  fillHoles?: number;
  /** Move the outline outward (shows what the mask hid), inward below 0; -100 to 100 pixels of the frame. */
  grow?: number;
  /** Fade people within their outline, over 0 to 100 pixels of the frame. */
  feather?: number;
  /** Light on people, -2 to 2 stops. */
  relight?: number;
  /** Warmth of that light, -100 (blue) to 100 (orange). */
  warmth?: number;
  /** Light, and color, that the background loses, 0 to 100 per cent. */
  dimBackground?: number;
  desaturateBackground?: number;
  /** Opacity of people, 0 to 100 per cent. */
  opacity?: number;
  /** Follow the person, up to twice as large. */
  autoFrame?: boolean;
  /** A picture before people, such as a logo; null for none. */
  inFront?: Picture | null;
  inFrontPosition?: Place;
  /** The composited picture, or the mask as gray. */
  result?: "picture" | "mask";
  /** Levels of 255 by which the model's input may differ for a mask to be used again; -1 for never. */
  reuse?: number;
}

export interface Setup extends Options {
  /** Folder of the `.wasm` files; without it that of `vbg.js`. */
  assets?: string | URL;
  model?: ModelSource;
  meaning?: Meaning;
  backend?: Backend;
  threadCount?: number;
}

/** What a model's numbers mean, where neither vbg nor the model's file knows it. */
export interface Meaning {
  /** Function that turns the output into coverage. */
  decoding?: "identity" | "sigmoid" | "softmax" | "softmax2" | "softmax21" | "labels" | null;
  inputRange?: "0...1" | "-1...1" | "0...255" | null;
  /** Classes that are the person: numbers from 0 on, or labels of the file. */
  classes?: string | number | (string | number)[] | null;
  /** The channel that alone is read, instead of classes. */
  channel?: number | null;
  /** The output that is read; without it the first that is a mask. */
  outputIndex?: number | null;
}

export interface ModelDescription {
  /** The catalogue's name, or null for a model that vbg does not know. */
  name: string | null;
  sha256: string;
  kind: string;
  kindSource: string;
  inputWidth: number;
  inputHeight: number;
  maskWidth: number;
  maskHeight: number;
  inputRange: string;
  inputRangeSource: string;
  /** Classes that are the person, in words; null where the output has one channel. */
  classes: string | null;
  /** `option`, `catalogue`, `file` (its labels) or `graph`, which is a guess. */
  classesSource: string;
  outputIndex: number;
  channelCount: number;
  /** Names of classes that the file has. */
  labels: string[];
}

export interface Report {
  /** Whether the picture was made with the frame's own mask. */
  masked: boolean;
  /** Why the picture is the slate; null where it is not. */
  reason: string | null;
  /** Whether the mask of an equal frame was used again. */
  reused: boolean;
  /** Share of the mask where the person shows, 0 to 1. */
  personShare: number | null;
  width: number;
  height: number;
  /** Milliseconds by stage; `total` is the engine's, `read` and `write` are copies in and out. */
  timings: Record<string, number>;
}

export interface Statistics {
  framesPerSecond: number;
  frames: number;
  /** Slates that were sent, for whatever reason. */
  slates: number;
  reused: number;
  failed: number;
  width: number;
  height: number;
  personShare: number | null;
  reason: string | null;
  memoryByteCount: number;
  /** Averages of milliseconds by stage. */
  milliseconds: Record<string, number>;
}

export interface Mask {
  /** Coverage by the person, 0 to 255, row by row. */
  data: Uint8Array;
  width: number;
  height: number;
}

export class Background {
  private constructor(assets: string);
  static create(setup?: Setup): Promise<Background>;
  readonly model: ModelDescription | null;
  readonly backend: { backend: Exclude<Backend, "auto">; threadCount: number } | null;
  /** Changes options between two frames; when it is done, whatever leaves is made by the new ones. */
  set(options: Options): Promise<void>;
  loadModel(source: ModelSource, meaning?: Meaning): Promise<ModelDescription>;
  useBackend(backend: Backend, threadCount?: number): Promise<{ backend: string; threadCount: number }>;
  /** A track of pictures of another track's frames; its `stop()` ends the processing. */
  processTrack(track: MediaStreamTrack): Promise<MediaStreamTrack>;
  /** Puts another track behind an output of `processTrack()`. */
  replaceTrack(output: MediaStreamTrack, track: MediaStreamTrack): Promise<void>;
  processFrame(source: VideoFrame, wish?: { as?: "frame"; isDrawn?: boolean; timestamp?: number }): Promise<Report & { picture: VideoFrame }>;
  processFrame(source: VideoFrame | ImageData | CanvasImageSource | Blob, wish: { as: "imageData"; timestamp?: number }):
    Promise<Report & { picture: ImageData }>;
  processFrame(source: VideoFrame | ImageData | CanvasImageSource | Blob, wish: { as: "frame"; isDrawn?: boolean; timestamp?: number }):
    Promise<Report & { picture: VideoFrame }>;
  processFrame(source: ImageData | CanvasImageSource | Blob, wish?: { as?: "bitmap"; timestamp?: number }):
    Promise<Report & { picture: ImageBitmap }>;
  mask(source: VideoFrame | ImageData | CanvasImageSource | Blob): Promise<Mask | null>;
  /** Forgets all masks. */
  reset(): Promise<void>;
  /** Figures about once a second; the result ends it. */
  onStatistics(listener: (figures: Statistics) => void): () => void;
  /** Failures of tracks and of the worker; the result ends it. */
  onError(listener: (error: BackgroundError) => void): () => void;
  destroy(): void;
}

/** The options of each preset. */
export const presets: Readonly<Record<PresetName, Readonly<Options>>>;
