"""Where models, photos, builds and results are."""

import os
import pathlib

RESULTS = pathlib.Path(__file__).resolve().parent.parent / "Results"
DATA = pathlib.Path(os.environ.get("VBG_DATA", os.path.expanduser("~/.local/share/vbg")))
BUILD = pathlib.Path(os.environ.get("VBG_BENCHMARK_BUILD", ".build/product/release"))
WORKER = BUILD / "vbg-benchmark"
INFER = BUILD / "vbg-infer"


def model_folders():
    listed = [part for part in os.environ.get("VBG_MODELS", "").split(":") if part]
    return [pathlib.Path(folder) for folder in listed] + [DATA / "models"]


def find_models(wanted, known_order):
    """Model files by stem, those of `known_order` first. `wanted`: parts of names, or None for all."""
    found = {}
    for folder in model_folders():
        for path in sorted(folder.glob("*.tflite")):
            found.setdefault(path.stem, path)
    rank = {name: index for index, name in enumerate(known_order)}
    names = sorted(found, key=lambda name: (rank.get(name, len(rank)), name))
    if wanted:
        names = [name for name in names if any(part in name for part in wanted)]
    return {name: found[name] for name in names}


def sample_photo(chosen):
    """`chosen`, else the photo that `vbg models fetch --sample-photo` gets; None when absent."""
    path = pathlib.Path(chosen) if chosen else DATA / "photos" / "astronaut.png"
    return path if path.exists() else None
