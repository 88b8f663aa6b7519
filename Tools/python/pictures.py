"""Inputs that Swift makes again bit for bit (Tests/TestSupport/Picture.swift): all in integers,
then one multiplication and one addition in float32."""

import numpy as np
from PIL import Image


def seeded(shape, seed):
    """A triangle wave in both directions, a quarter noise: uint8 of `shape` (batch, h, w, c)."""
    batch, height, width, channels = shape
    result = np.empty(shape, np.uint8)
    state = seed
    for b in range(batch):
        for y in range(height):
            for x in range(width):
                for c in range(channels):
                    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                    phase = (x * (3 + c) * 256 // width + y * (5 + c) * 256 // height) & 511
                    wave = phase if phase < 256 else 511 - phase
                    result[b, y, x, c] = (3 * wave + (state >> 24)) >> 2
    return result


def photo(path, shape):
    """The photo's largest part of a model's aspect ratio, from the top left, at the model's size by
    the nearest rule, floor((x + 1/2) * W / w).

    Not the whole photo: squeezed to 256x144, it is a picture on which a few pixels of the
    landscape model move by over 1e-4 when LiteRT's MEAN rounds less (it adds one float32 after
    the other); a suite with that tolerance would measure LiteRT's rounding.
    """
    _, height, width, _ = shape
    pixels = np.asarray(Image.open(path).convert("RGB"))
    part_height = min(pixels.shape[0], pixels.shape[1] * height // width)
    part_width = min(pixels.shape[1], pixels.shape[0] * width // height)
    rows = (2 * np.arange(height) + 1) * part_height // (2 * height)
    columns = (2 * np.arange(width) + 1) * part_width // (2 * width)
    return pixels[rows][:, columns][None]


# The name of a range: factor and summand of a byte, float32.
RANGES = {
    "zeroToOne": (np.float32(1) / np.float32(255), np.float32(0)),
    "minusOneToOne": (np.float32(2) / np.float32(255), np.float32(-1)),
}


def normalized(picture, input_range):
    factor, summand = RANGES[input_range]
    return picture.astype(np.float32) * factor + summand
