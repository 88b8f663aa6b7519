"""Writes LiteRT's outputs for the golden suite: NAME.PICTURE.json and NAME.PICTURE.f32.

The .json names the model file, LiteRT's version and the input, each file by SHA-256, and
describes the outputs; the .f32 holds their values one after the other, little-endian float32.
Of an output over 512 KB only every 4th row and column is kept, and the class with the largest
value at every pixel as runs: class, count, class, count ...
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np
from ai_edge_litert import __version__ as litert_version
from ai_edge_litert.interpreter import Interpreter

import pictures

# Name of a model: range of its input, decoding of its output.
MODELS = {
    "segm_full_v679": ("zeroToOne", "softmax"),
    "segm_lite_v681": ("zeroToOne", "softmax"),
    "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16": ("zeroToOne", "probability"),
    "selfie_segmentation": ("zeroToOne", "probability"),
    "selfie_segmentation_landscape": ("zeroToOne", "probability"),
    "body-pix-float-050-8": ("minusOneToOne", "sigmoid"),
    "deeplabv3_257_mv_gpu": ("minusOneToOne", "softmax"),
}
TEST_MODELS = {"segmentation_network": ("zeroToOne", "softmax")}
DEFAULT = ("minusOneToOne", "none")

SEED = 20_210_119
WHOLE_BYTE_COUNT = 512 << 10
STEP = 4


def runs(classes):
    """[class, count, class, count ...] of a flat array."""
    starts = np.flatnonzero(np.diff(classes, prepend=-1))
    counts = np.diff(np.append(starts, classes.size))
    return np.stack([classes[starts], counts], 1).ravel().tolist()


def describe(values):
    """The .json entry of an output and what the .f32 holds of it."""
    entry = {"shape": list(values.shape), "step": 1}
    if values.nbytes > WHOLE_BYTE_COUNT:
        entry["step"] = STEP
        entry["largestChannelRuns"] = runs(values.argmax(-1).ravel())
        values = values[:, ::STEP, ::STEP]
    return entry, np.ascontiguousarray(values, "<f4").tobytes()


def make(path, picture_name, photo, input_range, decoding, folder):
    model = path.read_bytes()
    interpreter = Interpreter(model_content=model, num_threads=1)
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()[0]
    shape = [int(n) for n in details["shape"]]
    picture = pictures.seeded(shape, SEED) if photo is None else pictures.photo(photo, shape)
    values = pictures.normalized(picture, input_range)
    interpreter.set_tensor(details["index"], values)
    interpreter.invoke()
    entries, contents = [], b""
    for output in interpreter.get_output_details():
        entry, part = describe(interpreter.get_tensor(output["index"]))
        entries.append(entry)
        contents += part
    golden = {
        "model": path.stem,
        "modelSHA256": hashlib.sha256(model).hexdigest(),
        "litertVersion": litert_version,
        "picture": picture_name,
        "seed": SEED,
        "inputRange": input_range,
        "inputShape": shape,
        "inputSHA256": hashlib.sha256(values.astype("<f4").tobytes()).hexdigest(),
        "decoding": decoding,
        "valuesSHA256": hashlib.sha256(contents).hexdigest(),
        "outputs": entries,
    }
    name = f"{path.stem}.{picture_name}"
    (folder / f"{name}.json").write_text(json.dumps(golden) + "\n")
    (folder / f"{name}.f32").write_bytes(contents)
    print(f"{name}: {len(entries)} outputs, {len(contents)} bytes")


def find(name, folders):
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    print(f"skipped {name}: not found")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goldens", type=pathlib.Path)
    parser.add_argument("test_models", type=pathlib.Path)
    parser.add_argument("folders", type=pathlib.Path, nargs="*",
                        help="where the models and the photo astronaut.png are")
    arguments = parser.parse_args()
    photo = find("astronaut.png", arguments.folders)
    for path in sorted(arguments.test_models.glob("*.tflite")):
        settings = TEST_MODELS.get(path.stem, DEFAULT)
        make(path, "seeded", None, *settings, arguments.goldens)
    for name, settings in MODELS.items():
        path = find(f"{name}.tflite", arguments.folders)
        if path:
            make(path, "seeded", None, *settings, arguments.goldens)
            if photo:
                make(path, "astronaut", photo, *settings, arguments.goldens)


main()
