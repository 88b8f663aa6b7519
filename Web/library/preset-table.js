// Made by Tools/make-web-presets of `vbg live --print-config` and `vbg presets --json`.

/** What the commands do unasked. */
export const commandDefaults = {
  blur: true,
  filter: "guided",
  "sigma-space": 1,
  "sigma-color": 0.1,
  coverage: [0, 1],
  blend: "screen",
  "wrap-source": "sharp",
  "wrap-reach": "contour",
  "only-main-person": false,
  "auto-frame": false,
  "in-front-position": "bottom",
  smooth: "adaptive",
  framing: "auto"
};

/** Their built-in presets; null is what is done unasked. */
export const commandPresets = {
  demo: {
    "auto-frame": null,
    blend: "screen",
    blur: "demo",
    "blur-shape": "gaussian",
    coverage: [0.5, 0.75],
    decontaminate: "off",
    "desaturate-background": null,
    "dim-background": null,
    feather: null,
    "fill-holes": null,
    filter: "exact",
    framing: "stretch",
    grow: null,
    "light-wrap": null,
    matting: "off",
    "min-area": null,
    "only-main-person": null,
    opacity: null,
    relight: null,
    shrink: null,
    "sigma-color": 0.1,
    "sigma-space": 1,
    warmth: null,
    "wrap-reach": "coverage",
    "wrap-source": "sharp"
  },
  privacy: {
    blur: 16
  }
};
