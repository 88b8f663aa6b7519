"""Failing cases as small files: a folder each, with the model, inputs, LiteRT's outputs and the reason."""

import pathlib

import numpy as np


def write(folder, judged, reason):
    """Writes a failing case; of those of one operator the smallest stays."""
    case = judged.case
    size = len(judged.file) + sum(values.nbytes for values in case.inputs)
    place = pathlib.Path(folder) / case.operator
    note = place / "reason.txt"
    if note.exists() and int(note.read_text().split()[0]) <= size:
        return
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    (place / "model.tflite").write_bytes(judged.file)
    for index, values in enumerate(case.inputs):
        np.save(place / f"in{index}.npy", values)
    for index, values in enumerate(judged.outputs):
        np.save(place / f"out{index}.npy", values)
    note.write_text(f"{size} bytes, case {case.index}: {reason}\n")
