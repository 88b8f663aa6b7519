"""Whole processes: from start to the first mask, peak memory, and what loading takes.

`vbg-infer MODEL PHOTO -o MASK` against litert_mask.py, which does the same job with LiteRT and
Pillow; both with all processors and hot file caches, in turn, the least of many times.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile

import numpy
from PIL import Image

import engines
import machine
import peak_memory
import places
import targets

TARGET_RATIO = 8
TARGET_ANONYMOUS_BYTES = 12_000_000
TARGET_TOTAL_BYTES = 24_000_000
TARGET_ARENA_RATIO = 1.15
TARGET_LOAD_MS = 5
LOAD_STAGES = ("import", "optimize", "plan_and_pack", "session")


def parse():
    parser = argparse.ArgumentParser(prog="versus-peers --process", description=__doc__)
    parser.add_argument("--models", type=lambda text: text.split(","), default=["segm_full_v679"],
                        help="parts of names of selfie models, by commas (segm_full_v679)")
    parser.add_argument("--runs", type=int, default=20, help="runs of each program (20)")
    parser.add_argument("--photo", help="default: what 'vbg models fetch --sample-photo' got")
    parser.add_argument("--quick", action="store_true", help="3 runs, results are not written")
    options = parser.parse_args()
    if options.quick:
        options.runs = 3
    return options


def commands(model, photo, folder):
    script = pathlib.Path(__file__).with_name("litert_mask.py")
    return {
        "vbg": [str(places.INFER), str(model), str(photo), "-o", str(folder / "vbg.png")],
        "LiteRT in Python": [sys.executable, str(script), str(model), str(photo),
                             str(folder / "litert.png")],
    }


def first_masks(model, photo, folder, count):
    """Milliseconds from start to exit, in turn, and the masks' mean difference in grey levels."""
    programs = commands(model, photo, folder)
    times = {name: [] for name in programs}
    faults = {}
    for index in range(count + 1):  # the first one heats the caches
        for name, command in programs.items():
            seconds, faults[name] = engines.run_to_end(command)
            if index:
                times[name].append(seconds * 1e3)
    masks = [numpy.asarray(Image.open(folder / name), float) for name in ("vbg.png", "litert.png")]
    figures = {name: {"minimum_ms": min(each), "median_ms": statistics.median(each),
                      "page_faults": faults[name]}
               for name, each in times.items()}
    return figures, float(numpy.abs(masks[0] - masks[1]).mean())


def photos_of_640(photo, folder):
    """The photo at 640 x 427, as PNG and as JPEG."""
    picture = Image.open(photo).convert("RGB")
    height = picture.width * 427 // 640
    picture = picture.crop((0, 0, picture.width, height)).resize((640, 427))
    paths = [folder / "photo.png", folder / "photo.jpg"]
    for path in paths:
        picture.save(path)
    return paths


def memory(model, photo, folder):
    """Peak bytes per program and picture."""
    return {
        path.suffix[1:]: {
            name: dict(zip(("total_bytes", "anonymous_bytes"), peak_memory.measure(command)))
            for name, command in commands(model, path, folder).items()}
        for path in photos_of_640(photo, folder)}


def loading(model, count):
    """The stages of loading, of the fastest of `count` fresh processes, and the arena."""
    fastest = None
    for _ in range(count):
        worker = engines.Worker("vbg", model, 1, machine.processors(1))
        worker.close()
        total = sum(worker.greeting["load_nanoseconds"][stage] for stage in LOAD_STAGES) / 1e6
        if fastest is None or total < fastest["total_ms"]:
            fastest = {"total_ms": total, **worker.greeting}
    return fastest


def verdict(holds):
    return "reached" if holds else "missed"


def show(row):
    mask, peer = row["first_mask"]["vbg"], row["first_mask"]["LiteRT in Python"]
    print(f"\n### {targets.SHORT.get(row['model'], row['model'])}\n")
    print("| | vbg | LiteRT in Python | ratio | target | |\n|---|---|---|---|---|---|")
    ratio = peer["minimum_ms"] / mask["minimum_ms"]
    print(f"| start to first mask, ms, least | {mask['minimum_ms']:.1f} | {peer['minimum_ms']:.1f} "
          f"| {ratio:.1f} | {TARGET_RATIO} | {verdict(ratio >= TARGET_RATIO)} |")
    print(f"| page faults | {mask['page_faults']} | {peer['page_faults']} "
          f"| {peer['page_faults'] / mask['page_faults']:.1f} | - | - |")
    for kind, programs in row["memory"].items():
        ours, theirs = programs["vbg"], programs["LiteRT in Python"]
        for key, label, limit in (
                ("anonymous_bytes", "anonymous", TARGET_ANONYMOUS_BYTES),
                ("total_bytes", "total", TARGET_TOTAL_BYTES)):
            ratio = theirs[key] / ours[key]
            print(f"| {label} peak, 640x427 {kind.upper()}, MB | {ours[key] / 1e6:.1f} "
                  f"| {theirs[key] / 1e6:.1f} | {ratio:.1f} | vbg at most {limit / 1e6:.0f} MB "
                  f"| {verdict(ours[key] <= limit)} |")
    load = row["loading"]
    stages = ", ".join(f"{stage.replace('_', ' ')} {load['load_nanoseconds'][stage] / 1e6:.2f}"
                       for stage in LOAD_STAGES)
    print(f"\nload + plan + pack {load['total_ms']:.2f} ms ({stages}), target {TARGET_LOAD_MS}: "
          f"{verdict(load['total_ms'] <= TARGET_LOAD_MS)}")
    ratio = load["arena_bytes"] / load["arena_lower_bound_bytes"]
    print(f"arena {load['arena_bytes']} bytes, lower bound {load['arena_lower_bound_bytes']}: "
          f"{ratio:.3f}, target {TARGET_ARENA_RATIO}: {verdict(ratio <= TARGET_ARENA_RATIO)}")
    print(f"the masks differ by {row['mask_difference']:.2f} of 255 gray levels on average")


def main():
    options = parse()
    photo = places.sample_photo(options.photo)
    if photo is None:
        raise SystemExit("expected the sample photo (vbg models fetch --sample-photo) or --photo")
    models = places.find_models(options.models, targets.SHORT)
    if not models:
        raise SystemExit(f"expected a model named {options.models}, found none")
    report = {"machine": machine.describe(), "rows": []}
    described = report["machine"]
    print(f"{described['cpu']}, {described['processors']} processors, {described['date']}, "
          f"load average {described['load_average_at_start']:.1f}")
    for name, model in models.items():
        with tempfile.TemporaryDirectory() as text:
            folder = pathlib.Path(text)
            figures, difference = first_masks(model, photo, folder, options.runs)
            row = {"model": name, "first_mask": figures, "mask_difference": difference,
                   "memory": memory(model, photo, folder), "loading": loading(model, options.runs)}
        report["rows"].append(row)
        show(row)
    if not options.quick:
        places.RESULTS.mkdir(exist_ok=True)
        path = places.RESULTS / f"whole-process-{machine.slug(described)}.json"
        path.write_text(json.dumps(report, indent=1) + "\n")
        print(path)


main()
