"""litert_mask.py MODEL PHOTO MASK: what `vbg-infer MODEL PHOTO -o MASK` does, with LiteRT and Pillow.

Takes models of selfies: one channel of coverage, or two of logits, background and person.
"""

import os
import sys

import numpy
from ai_edge_litert.interpreter import Interpreter
from PIL import Image


def coverage(output):
    if output.shape[-1] == 1:
        return output[..., 0]
    background, person = output[..., 0], output[..., 1]
    return 1 / (1 + numpy.exp(background - person))


def sampled(photo, width, height):
    """Bilinear samples at the centers of the smaller pixels. `resize` would average an area, which is
    more work and not what vbg does."""
    scale_x, scale_y = photo.width / width, photo.height / height
    return photo.transform((width, height), Image.Transform.AFFINE,
                           (scale_x, 0, 0, 0, scale_y, 0), Image.Resampling.BILINEAR)


def main():
    model, photo_path, mask_path = sys.argv[1:]
    photo = Image.open(photo_path).convert("RGB")
    interpreter = Interpreter(model_path=model, num_threads=len(os.sched_getaffinity(0)))
    interpreter.allocate_tensors()
    entry = interpreter.get_input_details()[0]
    _, height, width, _ = entry["shape"]
    pixels = numpy.asarray(sampled(photo, width, height), numpy.float32)
    interpreter.set_tensor(entry["index"], pixels[None] / 255)
    interpreter.invoke()
    mask = coverage(interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0])
    gray = Image.fromarray(numpy.clip(mask * 255 + 0.5, 0, 255).astype(numpy.uint8))
    gray.resize(photo.size, Image.Resampling.BILINEAR).save(mask_path)


main()
