"""The sample portrait with alpha: closed-form matting by pymatting between hand-drawn bounds.

The picture is cut above the helmet on the lap: whether that is a part of the person, models and people disagree.
"""

import hashlib
import pathlib

import cv2
import numpy as np
from PIL import Image

# SHA-256 of `vbg models fetch --sample-photo`'s picture, as in Models/SamplePhoto.swift.
DIGEST = "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
ROWS = 336
WIDTH = 1280  # px that people are brought to before they are put on backgrounds
# The outline by hand, in half pixels, and how far (pixels) alpha may be soft around it: wide along hair.
CLOTHES, HAIR = 4, 9
OUTLINE = (
    (59, 672, CLOTHES), (67, 640, CLOTHES), (78, 600, CLOTHES), (85, 560, CLOTHES), (106, 525, CLOTHES),
    (130, 490, CLOTHES), (185, 450, CLOTHES), (222, 425, CLOTHES), (232, 400, CLOTHES), (228, 378, CLOTHES),
    (245, 360, CLOTHES), (255, 335, CLOTHES), (275, 315, CLOTHES), (310, 300, CLOTHES), (345, 296, CLOTHES),
    (368, 299, CLOTHES), (363, 262, HAIR), (345, 250, HAIR), (330, 225, HAIR), (315, 200, HAIR), (308, 165, HAIR),
    (312, 135, HAIR), (325, 110, HAIR), (345, 95, HAIR), (370, 75, HAIR), (385, 60, HAIR), (415, 42, HAIR),
    (450, 33, HAIR), (480, 35, HAIR), (520, 42, HAIR), (550, 58, HAIR), (575, 80, HAIR), (595, 105, HAIR),
    (603, 140, HAIR), (603, 175, HAIR), (597, 210, HAIR), (580, 235, HAIR), (555, 255, HAIR), (545, 270, CLOTHES),
    (535, 272, CLOTHES), (525, 300, CLOTHES), (515, 335, CLOTHES), (512, 350, CLOTHES), (540, 365, CLOTHES),
    (570, 390, CLOTHES), (595, 420, CLOTHES), (608, 450, CLOTHES), (610, 475, CLOTHES), (640, 490, CLOTHES),
    (670, 510, CLOTHES), (690, 540, CLOTHES), (705, 570, CLOTHES), (712, 600, CLOTHES), (720, 640, CLOTHES),
    (728, 672, CLOTHES))


def trimap(width, height):
    """1 inside, 0 outside, 0.5 along the outline."""
    points = np.array([(x / 2, min(y / 2, height)) for x, y, _ in OUTLINE])
    inside = np.zeros((height, width), np.uint8)
    bottom = [(points[-1][0], height + 8), (points[0][0], height + 8)]
    cv2.fillPoly(inside, [np.round(np.vstack([points, bottom])).astype(np.int32)], 1)
    result = inside.astype(float)
    for (start, end, (_, _, reach)) in zip(points, points[1:], OUTLINE[1:]):
        line = np.zeros_like(inside)
        cv2.line(line, tuple(np.round(start).astype(int)), tuple(np.round(end).astype(int)), 1, 2 * reach + 1)
        result[line > 0] = 0.5
    return result


def matte(picture):
    """Foreground colors (0 ... 1) and alpha of the portrait, by pymatting."""
    from pymatting import estimate_alpha_cf, estimate_foreground_ml
    picture = picture.astype(float) / 255
    alpha = estimate_alpha_cf(picture, trimap(picture.shape[1], picture.shape[0]))
    return estimate_foreground_ml(picture, alpha), alpha


def load(photo, cache):
    """The portrait at 1280 px: photo, foreground colors (0 ... 255) and alpha (0 ... 1).

    Raises `LookupError` with one line where it can't be had.
    """
    photo = pathlib.Path(photo)
    if not photo.exists():
        raise LookupError(f"no {photo}: vbg models fetch --sample-photo gets it")
    content = photo.read_bytes()
    if hashlib.sha256(content).hexdigest() != DIGEST:
        raise LookupError(f"expected the sample photo in {photo}, found another file")
    picture = np.asarray(Image.open(photo).convert("RGB"))[:ROWS]
    key = hashlib.sha256(content + repr((OUTLINE, ROWS)).encode()).hexdigest()[:16]
    kept = pathlib.Path(cache) / f"portrait-{key}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            foreground, alpha = arrays["foreground"], arrays["alpha"]
    else:
        try:
            foreground, alpha = matte(picture)
        except ImportError as error:
            raise LookupError(f"pymatting is absent ({error})") from error
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(kept, foreground=foreground, alpha=alpha)
    height = round(ROWS * WIDTH / picture.shape[1])

    def enlarge(values):
        return cv2.resize(np.asarray(values, np.float32), (WIDTH, height), interpolation=cv2.INTER_CUBIC)
    return (enlarge(picture).clip(0, 255), enlarge(foreground * 255).clip(0, 255), enlarge(alpha).clip(0, 1))
