"""What is measured: one line a row. A row whose options a build does not have is skipped by name."""

import shlex


class Row:
    """A name and options of vbg; `everywhere`: with all models, else with the default one alone."""

    def __init__(self, name, options="", everywhere=False, sheet=False):
        self.name, self.options = name, shlex.split(options)
        self.everywhere, self.sheet = everywhere, sheet


# `vbg compose`: how the edge is made. `sheet`: shown on the contact sheets.
EDGES = (
    Row("default", "", everywhere=True, sheet=True),
    Row("preset demo", "--preset demo", everywhere=True, sheet=True),
    Row("exact", "--filter exact --coverage 0.5,0.75"),
    Row("separable", "--filter separable --coverage 0.5,0.75"),
    Row("guided", "--filter guided --coverage 0.25,0.75"),
    Row("guided, its own coverage", "--filter guided"),
    Row("none", "--filter none --coverage 0,1", everywhere=True),
    Row("colors as they are", "--decontaminate off"),
    Row("colors estimated", "--decontaminate on"),
    Row("matting", "--matting on", everywhere=True, sheet=True),
    Row("second look", "--second-look"),
    Row("main person only", "--only-main-person"),
)

# `vbg compose`: what stands behind.
BLURS = (
    Row("default", ""),
    Row("preset demo", "--preset demo"),
    Row("preset privacy", "--preset privacy"),
    Row("blur 2", "--blur 2"),
    Row("blur 4", "--blur 4"),
    Row("blur 8", "--blur 8"),
    Row("disc", "--blur-shape disc"),
)

# `vbg video`: edges that move.
FILMS = (
    Row("default", ""),
    Row("preset demo", "--preset demo"),
    Row("exact", "--filter exact --coverage 0.5,0.75"),
    Row("guided", "--filter guided --coverage 0.25,0.75"),
    Row("none", "--filter none --coverage 0,1"),
    Row("not smoothed", "--smooth off"),
    Row("colors estimated", "--decontaminate on"),
)

# The default first; `surrogate` is no model: masks from the truth, with a model's faults (scenes.py).
DEFAULT_MODEL = "landscape"
MODELS = (DEFAULT_MODEL, "surrogate", "selfie", "meet", "meet-lite", "mlkit", "bodypix", "deeplab")
