/** All that the page says, in English. A translation replaces this file. `{name}` stands for what is put in. */
export const texts = {
  claim: "You on another background, computed in this browser. No picture leaves it.",
  skipToControls: "Skip to the settings",
  stageTitle: "Picture",
  figuresTitle: "Figures",
  controlsLabel: "Settings",
  resultLabel: "The result: people on another background",
  splitLabel: "Border between original and result, in per cent",
  dropHint: "Drop a photo, a film or a .tflite model",
  privacy: "Photos, films and the camera stay on this device: nothing is uploaded.",
  callExample: "A call between two people, as an example",
  licenses: "Licenses",

  copyLink: "Copy link",
  reset: "Reset",
  theme: "Theme",
  themeAuto: "System",
  themeLight: "Light",
  themeDark: "Dark",
  dismiss: "Dismiss this message",

  view: "View",
  viewResult: "Result",
  viewSplit: "Split",
  viewMask: "Mask",
  viewOverlay: "Overlay",
  viewOriginal: "Original",

  downloadPicture: "Save PNG",
  downloadCutOut: "Cut-out",
  record: "Record",
  stopRecording: "Stop",
  secondWindow: "Second window",

  framesPerSecond: "Frames a second",
  resize: "Resizing",
  inference: "Inference",
  postProcessing: "Post-processing",
  copies: "Copies",
  plotLabel: "Stage times of the last frames in milliseconds",
  plotSummary: "Times of the last {count} frames: {median} ms in the middle, {worst} ms at worst",
  engineLine: "{backend}, {size}, {memory} MB of memory, person on {share} % of the mask",
  backendNames: { plain: "SIMD", relaxed: "Relaxed SIMD", threads: "Relaxed SIMD, {count} threads" },

  source: "Source",
  sourceCamera: "Camera",
  sourcePortrait: "Portrait",
  sourceScene: "Scene, moving",
  sourcePan: "Portrait, moving",
  sourceUpload: "Own file",
  chooseSource: "Choose a photo or film",
  retryCamera: "Try the camera again",
  targetRate: "Target, frames a second",
  mirror: "Mirror the person",

  background: "Background",
  backgroundKinds: { none: "None", blur: "Blur", image: "Picture", color: "Color", transparent: "Cut out" },
  blur: "Strength, per cent of the height",
  blurOfDemo: "the demo's",
  pictures: "Picture",
  pictureNames: { studio: "Studio", dusk: "Dusk", shelves: "Shelves", waves: "Waves", upload: "Own picture" },
  choosePicture: "Choose a picture",
  fit: "Fit",
  fits: { cover: "Cover", contain: "Contain", stretch: "Stretch", tile: "Tile" },
  color: "Color",

  model: "Model",
  modelChoice: "Model and resolution",
  modelOption: "{name}, {width}×{height}",
  ownModel: "{name} (own file)",
  chooseModel: "Choose a .tflite model",
  backend: "Backend",
  backends: { auto: "Best of this browser", plain: "Plain SIMD", relaxed: "Relaxed SIMD", threads: "Threads" },
  threadCount: "Threads",
  factFile: "File",
  factDigest: "SHA-256",
  factInput: "Input",
  factMask: "Mask",
  factMeaning: "Output",
  factRange: "Input range",
  factSource: { catalogue: "from the catalogue", guess: "guessed from the graph", graph: "guessed from the graph", option: "as asked" },
  decodings: { identity: "person, as it is", sigmoid: "person, logistic", softmax2: "softmax of two", softmax21: "softmax of 21" },

  edge: "Edge",
  preset: "Pipeline",
  presetNames: { standard: "vbg's own", demo: "The demo's exact maths", simple: "Simple: mask enlarged and smoothed", custom: "Own settings" },
  filter: "Filter of the mask",
  filters: { exact: "Exact: joint bilateral", separable: "Separable bilateral", guided: "Guided", none: "None: enlarged and smoothed" },
  sigmaSpace: "Sigma space, cells of the mask",
  sigmaColor: "Sigma color",
  coverage: "Coverage",
  coverageLow: "Coverage, where the person begins to show",
  coverageHigh: "Coverage, where only the person shows",
  lightWrap: "Light wrapping",
  blend: "Blend mode",
  blends: { screen: "Screen", "linear-dodge": "Linear dodge" },
  wrapSource: "Light from",
  wrapSources: { sharp: "The picture as it is", blurred: "The picture, blurred" },
  smoothing: "Steady the mask over time",
  decontaminate: "Take the old background out of soft edges",

  command: "As a command",
  commandHint: "The same on a Linux machine:",
  copyCommand: "Copy as command",
  commandNotLive: "# a virtual camera has no transparency; of a film:",

  viewerLabel: "The result of the page",
  viewerWaiting: "Waiting for the page with the picture. Open it in another window of this browser.",

  starting: "Starting …",
  loadingModel: "Loading the model …",
  noPicture: "Waiting for pictures …",
  slate: "No picture is shown: {reason}",
  recording: "Recording",

  callTitle: "A call, as an example",
  callClaim: "How a page with calls uses vbg.js: two ends in one page, connected by WebRTC.",
  callHere: "What is sent",
  callThere: "What arrives",
  callBegin: "Begin the call",
  callHangUp: "Hang up",
  callBackground: "Background",
  callBackgrounds: { blur: "Blur", color: "Color", none: "None" },
  callState: "{rate} frames a second of {width}×{height}",
  callBack: "Back to the page",

  noticeCopied: "Copied.",
  noticeScaled: "{name} has {megapixels} megapixels: it is shown, and saved, at {width}×{height}.",
  noticeModel: "{name} is in use: {width}×{height} pixels in, a mask of {maskWidth}×{maskHeight} out.",
  noticeThreads: "Threads work once this page is isolated from others. Reload it, and they will.",
  noticeRestarted: "vbg's worker was lost, and another one was started.",
  noticeBlocked: "The second window was blocked. Allow this page to open windows, and press the button again.",
  noticeOffline: "This page now works without a network too.",

  errorScript: "Something unexpected went wrong ({message}). Reload the page.",
  errorLibrary: "{message}",
  errorCameraRefused: "The camera may not be used. Allow it in the browser's address bar, then choose Camera again.",
  errorCameraNone: "No camera was found. Plug one in, then choose Camera again; or try a photo.",
  errorCameraBusy: "The camera cannot be opened: another program may hold it. Close that, then choose Camera again.",
  errorCameraUnknown: "This browser gives pages no camera here. Open this page by https or from localhost, or try a photo.",
  errorCameraLost: "The camera is gone. Plug it in again: it is opened as soon as it is there. Until then the slate is shown.",
  errorFile: "{name} is no photo, film or .tflite model that this browser can read. Choose a JPEG, PNG, WebP, MP4 or WebM file.",
  errorFilm: "{name} cannot be played by this browser. Choose an MP4 (H.264) or WebM film.",
  errorPhotoLarge: "{name} has {megapixels} megapixels, which is more than a page can hold. Choose one of at most {limit}.",
  errorPhoto: "{name} cannot be read as a photo: it is damaged, or of a format that this browser lacks. Choose another.",
  errorModels: "The list of models cannot be fetched. Drop a .tflite file on the page, or reload it.",
  errorModel: "{name} cannot be used. {reason} The model before stays in use.",
  errorModelFetch: "The model {name} cannot be fetched, or is not what it should be. Choose another, or drop a .tflite file.",
  errorRecorder: "This browser cannot record canvases. Use a current Chrome or Firefox.",
  errorCopy: "The browser did not let this page copy. Select the text in the panel “As a command”, and copy it.",
  errorBackend: "{backend} cannot be used here. {reason} {inUse} stays in use.",
  errorSetting: "That setting was not taken. {reason}",
};

/**
 * A text with what is put in.
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Puts texts where the document names them, and labels. */
export function fillDocument(root = document) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", texts[element.dataset.label]);
  }
}
