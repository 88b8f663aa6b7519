"""Runs the rows of the table with each build, and scores what comes out."""

import json
import pathlib
import shutil
import tempfile

import numpy as np
from PIL import Image

from quality import blurs, films, measures, table
from quality.programs import Failure
from quality.scenes import SURROGATE

COLORS = {"black": (0, 0, 0), "lime": (0, 255, 0)}
# What is no work on the picture.
OUTSIDE = ("read", "encode", "write")
SETTLING = 5  # frames at the start of a clip that don't count
STEP = 5  # of every fifth frame of a clip all measures are taken


def read(path, mode):
    return np.asarray(Image.open(path).convert(mode), np.float32)


def rows_at(build, command, rows, say):
    """The rows whose options a build has; names the others."""
    for row in rows:
        refusal = build.refusal(command, row.options)
        if refusal:
            say(f"skipped: {build.name}: {row.name}: {refusal}")
        else:
            yield row


def mean(values, largest=()):
    """Means of dictionaries' values; of those named in `largest` the largest."""
    names = [name for name in values[0] if all(name in value for value in values)]
    return {name: float((max if name in largest else np.mean)([value[name] for value in values])) for name in names}


def milliseconds(report):
    """Time a picture, without reading, encoding and writing."""
    return float(np.mean([sum(timing["milliseconds"] for timing in frame["timings"]
                              if timing["stage"] not in OUTSIDE) for frame in json.loads(report)["frames"]]))


def compose(build, frames, out, words):
    shutil.rmtree(out, ignore_errors=True)
    return build.run("compose", "--json", "--threads", "1", frames, "-o", f"{out}/", *words)


def edges(builds, models, rows, scenes, frames, masks, say):
    """Scores of stills: one record a build, model, row and set."""
    out = pathlib.Path(frames).parent / "out"
    for model in models:
        for build in builds:
            if model != SURROGATE and not build.has_model(model):
                say(f"skipped: {build.name}: the model {model} is not on this machine")
                continue
            asked = ["--mask", masks] if model == SURROGATE else ["--model", model]
            wanted = [row for row in rows if row.everywhere or model == table.DEFAULT_MODEL]
            for row in rows_at(build, "compose", wanted, say):
                try:
                    yield from edge_row(build, model, row, [*asked, *row.options], scenes, frames, out,
                                        model in (table.DEFAULT_MODEL, SURROGATE))
                except Failure as failure:
                    say(f"failed: {build.name}: {model}: {row.name}: {failure}")


def edge_row(build, model, row, words, scenes, frames, out, with_colors):
    took = milliseconds(compose(build, frames, out, ["--transparent", *words]))
    scores = {}
    for scene in scenes:
        pixels = read(out / f"{scene.name}.png", "RGBA")
        scores[scene.name] = scene.person.truth.score(pixels[..., 3] / 255.0, pixels[..., :3])
    for color, value in COLORS.items() if with_colors else ():
        compose(build, frames, out, ["--color", color, "--light-wrap", "0", *words])
        for scene in scenes:
            made = read(out / f"{scene.name}.png", "RGB")
            error = measures.color_error(made, scene.person.foreground, scene.person.truth, value)
            scores[scene.name][color] = error
    for kind in dict.fromkeys(scene.kind for scene in scenes):
        found = [scores[scene.name] for scene in scenes if scene.kind == kind]
        record = mean(found, largest=("haze",))
        if with_colors:
            record["color"] = (record["black"] + record["lime"]) / 2
        yield {"model": model, "row": row.name, "build": build.name, "set": kind, "pictures": len(found),
               "milliseconds": took, **record}


def blur_rows(builds, rows, say):
    if not blurs.has_tesseract():
        say("skipped: words that can be read: tesseract is absent (Debian: tesseract-ocr)")
    with tempfile.TemporaryDirectory() as folder:
        for build in builds:
            for row in rows_at(build, "compose", rows, say):
                try:
                    yield {"row": row.name, "build": build.name, **blurs.measure(build, row.options, folder)}
                except Failure as failure:
                    say(f"failed: {build.name}: {row.name}: {failure}")


def film_rows(builds, rows, clips, folder, say):
    """Scores of clips: one record a build, row and clip."""
    out = pathlib.Path(folder) / "out.y4m"
    for build in builds:
        for row in rows_at(build, "video", rows, say):
            for clip in clips:
                try:
                    yield {"row": row.name, "build": build.name, "clip": clip.name,
                           **film_row(build, row, clip, out)}
                except Failure as failure:
                    say(f"failed: {build.name}: {clip.name}: {row.name}: {failure}")


def film_row(build, row, clip, out):
    def made(step, *words):
        build.run("video", "--quiet", "--threads", "1", clip.path, out, *words, *row.options)
        return list(films.frames(out, SETTLING, step))
    alphas = made(1, "--mask-only")
    truths = [alpha / np.float32(255) for alpha in clip.alphas[SETTLING:]]
    if len(alphas) != len(truths):
        raise Failure(f"expected {len(truths)} frames, found {len(alphas)}")
    some = range(0, len(alphas), STEP)
    looked = {index: clip.truth(index + SETTLING) for index in some}
    record = mean([looked[index].score(alphas[index]) for index in some])
    record["dtssd"] = measures.temporal_error(alphas, truths)
    if not clip.moves:
        record["flicker"] = measures.flicker(alphas, looked[0].band)
    for color, value in COLORS.items():
        pictures = made(STEP, "--color", color, "--light-wrap", "0")
        record[color] = float(np.mean([
            measures.color_error(picture, clip.foregrounds[index + SETTLING], looked[index], value)
            for index, picture in zip(some, pictures)]))
    record["color"] = (record["black"] + record["lime"]) / 2
    return record
