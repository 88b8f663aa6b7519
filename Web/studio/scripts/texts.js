/** All that the studio's page says, in English. A translation replaces this file. `{name}` stands for what is put in. */
export const texts = {
  skipToControls: "Skip to the settings",
  stageTitle: "Picture",
  figuresTitle: "Figures",
  controlsLabel: "Settings",
  resultLabel: "What leaves: people on another background",
  originalLabel: "The camera's own picture, which does not leave",
  dropHint: "Drop a picture for the background",
  privacy: "Pictures go from vbg to this page on this machine, and nowhere else.",
  devices: "{camera} → {outputs}",
  onPage: "this page alone",

  theme: "Theme",
  themeAuto: "System",
  themeLight: "Light",
  themeDark: "Dark",
  dismiss: "Dismiss this message",

  view: "View",
  viewResult: "What leaves",
  viewOriginal: "Camera",

  pause: "Pause",
  resume: "Resume",
  startCamera: "Start this browser's camera",
  stopCamera: "Stop the camera",
  snapshot: "Save PNG",
  save: "Save settings",
  nextBackground: "Next picture",

  outputRate: "Frames a second, out",
  inputRate: "Frames a second, in",
  latency: "Latency, median",
  processor: "Processor, of a core",
  plotTitle: "Stages of a frame, mean of each second",
  plotLabel: "Stage times of the last seconds in milliseconds",
  plotSummary: "Stages of a frame in the last second: {total} ms in all. {parts}",
  plotPart: "{name} {time} ms",
  stages: {
    intake: "Taking in", load: "Model's input", inference: "Inference", mask: "Mask", compose: "Compositing",
    submit: "Sending" },
  engineLine: "{size}, {rate} fps, {inferred} inferences a second; {repeated} frames repeated, {slates} slates, {dropped} dropped",

  presets: "Presets",
  preset: "Preset",
  choosePreset: "Choose one …",

  background: "Background",
  backgroundKinds: { none: "None", blur: "Blur", image: "Picture", color: "Color" },
  blur: "Strength, per cent of the height",
  blurOfDemo: "the demo's",
  blurShape: "Shape of the blur",
  blurShapes: { gaussian: "Bell, as filters have it", disc: "Disc, as lenses have it" },
  pictures: "Picture",
  choosePicture: "Add a picture",
  ownPicture: "Added {number}",
  noPictures: "There are no pictures yet. Add one, or drop it on the page.",
  otherPicture: "In force: {path}",
  fit: "Fit",
  fits: { cover: "Cover", contain: "Contain", stretch: "Stretch", tile: "Tile" },
  color: "Color",

  edge: "Edge",
  filter: "Filter of the mask",
  filters: { guided: "Guided: soft edges", exact: "Exact: joint bilateral", separable: "Separable bilateral", none: "None: enlarged and smoothed" },
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
  wrapReach: "Light falls",
  wrapReaches: { contour: "Along the contour", coverage: "Wherever the mask is unsure" },
  smooth: "Steady the mask over time",
  decontaminate: "Take the old background out of soft edges",

  people: "People",
  mirror: "Mirror the person",
  onlyMainPerson: "Only the main person",
  minArea: "Drop what is smaller, per cent of the frame",
  fillHoles: "Fill holes up to, per cent of the frame",
  grow: "Outline, pixels outward or inward",
  feather: "Fade within the outline, pixels",
  opacity: "Opacity, per cent",
  autoFrame: "Follow the person",

  light: "Light",
  relight: "Light on people, stops",
  warmth: "Warmth of that light",
  dimBackground: "Dim the background, per cent",
  desaturateBackground: "Take color from the background, per cent",

  command: "As a command",
  commandHint: "The same without this page:",
  copyCommand: "Copy as command",

  starting: "Starting …",
  paused: "Paused: the camera is closed, and the slate is shown",
  cameraLost: "The camera gives no pictures: the slate is shown",
  cameraClosed: "The camera is closed",
  originalShown: "The camera's own picture: it is shown on this page alone",

  noticeCopied: "Copied.",
  noticeSaved: "Saved in {path}: vbg live begins with these settings.",
  noticeAdded: "{name} stands behind the person.",
  errorToken: "This page needs the address that vbg studio printed, with all that stands behind #. Open that.",
  errorGone: "vbg studio does not answer: it was ended, or too many pages are open. Start it again, and open the address that it prints.",
  errorSession: "{reason}",
  errorRefused: "That was not taken: {reason}",
  errorNoPicture: "There are no pictures yet. Add one, or drop it on the page.",
  errorPicture: "{name} cannot be used: {reason}",
  errorPictureLarge: "{name} has {size} MB. Choose a picture of at most {limit} MB.",
  errorCopy: "The browser did not let this page copy. Select the text in the panel “As a command”, and copy it.",
  errorCamera: "This browser's camera cannot be used: {reason}",
  errorScript: "Something unexpected went wrong ({message}). Reload the page.",
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
