"""What other methods make of the same masks: the yardsticks beside which vbg's rows stand. Python and pymatting.

`enlarged`: the model's mask, enlarged bilinearly. `guided at full size`: the guided filter of He, Sun and Tang with
the frame's colors as its guide, radius 12 px, epsilon 1e-4, no step behind it. `closed-form`: closed-form matting by
pymatting, unknown where the mask is unsure or its contour near.
"""

import pathlib

import cv2
import numpy as np
from PIL import Image

from quality.measures import NORMAL_WIDTH
from quality.runs import mean


def box(values, radius):
    return cv2.blur(values, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT)


def enlarged(frame, mask):
    return cv2.resize(mask, frame.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def guided(frame, mask):
    guide, input_ = frame.astype(np.float32) / 255, enlarged(frame, mask)
    radius = max(1, round(12 * frame.shape[1] / NORMAL_WIDTH))
    mean_guide, mean_input = box(guide, radius), box(input_, radius)
    covariance = np.empty((*input_.shape, 3, 3))
    for i in range(3):
        for j in range(3):
            covariance[..., i, j] = box(guide[..., i] * guide[..., j], radius) - mean_guide[..., i] * mean_guide[..., j]
    shared = np.stack([box(guide[..., i] * input_, radius) - mean_guide[..., i] * mean_input for i in range(3)], -1)
    a = np.linalg.solve(covariance + 1e-4 * np.eye(3), shared[..., None].astype(float))[..., 0].astype(np.float32)
    b = mean_input - (a * mean_guide).sum(-1)
    return ((box(a, radius) * guide).sum(-1) + box(b, radius)).clip(0, 1)


def disc(frame, pixels):
    side = 2 * max(1, round(pixels * frame.shape[1] / NORMAL_WIDTH)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))


def solved(frame, trimap):
    from pymatting import estimate_alpha_cf
    return estimate_alpha_cf(frame / 255.0, trimap).astype(np.float32)


def closed_form(frame, mask):
    """Outside: below 0.1 and 14 px from what is not; inside: above 0.9 and 8 px from what is not."""
    mask = enlarged(frame, mask)
    outside = cv2.dilate((mask >= 0.1).astype(np.uint8), disc(frame, 14)) == 0
    inside = cv2.erode((mask > 0.9).astype(np.uint8), disc(frame, 8), borderType=cv2.BORDER_CONSTANT,
                       borderValue=1) > 0
    if not outside.any() or not inside.any():
        return mask
    return solved(frame, np.where(inside, 1.0, np.where(outside, 0.0, 0.5)))


METHODS = {"enlarged": enlarged, "guided at full size": guided, "closed-form": closed_form}


def masks_of(build, model, frames, folder):
    """A model's masks at its own size, 0 ... 1, by the names of frames."""
    folder = pathlib.Path(folder) / "model-masks"
    build.run("infer", "--quiet", model, frames, "-o", f"{folder}/", "--mask-size", "model", "--bits", "16")
    return {path.name[:-len(".mask.png")]: np.asarray(Image.open(path), np.float32) / 65535
            for path in folder.glob("*.mask.png")}


def edges(build, model, scenes, frames, folder, say):
    """Records as of `runs.edges`, of each method and set; `build` makes the masks. Colors are the frame's."""
    masks = masks_of(build, model, frames, folder)
    for name, method in METHODS.items():
        found = {}
        for scene in scenes:
            try:
                alpha = (method(scene.frame, masks[scene.name]).clip(0, 1) * 255).round() / 255
            except ImportError as error:
                say(f"skipped: reference: {name}: pymatting is absent ({error})")
                break
            found.setdefault(scene.kind, []).append(
                scene.person.truth.score(alpha, scene.frame))
        for kind, values in found.items():
            yield {"model": model, "row": name, "build": "reference", "set": kind, "pictures": len(values),
                   **mean(values, largest=("haze",))}
