"""Contact sheets: crops of hair, shoulder, fingers and the like on black, white and lime, build beside build."""

import pathlib
import shutil

import cv2
import numpy as np
from PIL import Image

from quality import figure, people, rooms, scenes, table
from quality.programs import Failure
from quality.runs import compose, read, rows_at

TILE = 200
BAR = 18
GROUNDS = {"black": (0, 0, 0), "white": (255, 255, 255), "lime": (0, 255, 0)}
# Megapixels, width and height.
SIZES = (("1", 1152, 864), ("3", 2000, 1500), ("12", 4000, 3000))


class Subject:
    """A picture that is shown; `is_free`: nobody's photo, so that its sheet may go into the repository.

    `mask` takes a model's place, so that edges are seen where a model would miss a hand.
    """

    def __init__(self, name, person, frame, is_free, mask=None):
        self.name, self.person, self.frame, self.is_free, self.mask = name, person, frame, is_free, mask


def enlarged(person, width):
    """A person at another width; her photo with her."""
    alpha = person.truth.alpha.astype(np.float32)
    factor = width / alpha.shape[1]
    size = (width, round(alpha.shape[0] * factor))

    def scale(values):
        return cv2.resize(np.asarray(values, np.float32), size, interpolation=cv2.INTER_CUBIC)
    places = {name: (round(x * factor), round(y * factor)) for name, (x, y) in person.places.items()}
    return people.Person(person.name, scale(person.foreground).clip(0, 255), scale(alpha).clip(0, 1),
                         scale(person.photo).clip(0, 255), places, round(person.patch * factor))


def subjects(photos, portrait, cache, say):
    for size, width, height in SIZES:
        person = people.drawn(0, width, height, figure.Pose(0.5 * width, 0.25 * height, 0.2 * height))
        yield Subject(f"drawn-{size}mp", person, person.on(rooms.room("gradient", 30, width, height), 30), True,
                      scenes.surrogate_mask(person.truth.alpha, 30))
    shown = [(person, False) for person in people.photographed(photos, lambda line: None)
             if person.photo is not None]
    try:
        shown.append((people.the_portrait(portrait, cache), True))
    except LookupError as error:
        say(f"skipped: the portrait's sheet: {error}")
    for person, is_free in shown:
        yield Subject(person.name, person, (person.photo + 0.5).astype(np.uint8), is_free)
        if not is_free:
            large = enlarged(person, 4000)
            yield Subject(f"{person.name}-12mp", large, (large.photo + 0.5).astype(np.uint8), is_free)


def patch(picture, place, side):
    """A square around a place, within the picture, as a tile."""
    height, width = picture.shape[:2]
    side = min(side, height, width)
    x, y = (min(max(0, middle - side // 2), size - side) for middle, size in zip(place, (width, height)))
    way = cv2.INTER_AREA if side > TILE else cv2.INTER_CUBIC
    return cv2.resize(picture[y:y + side, x:x + side], (TILE, TILE), interpolation=way)


def labeled(lines, width, height):
    bar = np.full((height, width, 3), 32, np.uint8)
    for index, line in enumerate(lines):
        cv2.putText(bar, line, (4, 13 + BAR * index), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (235, 235, 235), 1, cv2.LINE_AA)
    return bar


def sheet(subject, columns):
    """One picture: a place a row; the frame, then on each ground the truth and what builds made of it.

    `columns`: cut-outs (color times alpha, alpha) under their labels.
    """
    person = subject.person
    shown = {"truth": (person.foreground, person.truth.alpha.astype(np.float32)), **columns}
    heads = [labeled([subject.name, "the frame"], TILE, 3 * BAR)]
    heads += [labeled([f"on {ground}", *label.split("\n")], TILE, 3 * BAR) for ground in GROUNDS for label in shown]
    rows = [np.hstack(heads)]
    for name, place in person.places.items():
        tiles = [patch(subject.frame, place, person.patch)]
        for color in GROUNDS.values():
            for foreground, alpha in shown.values():
                tile = patch(foreground, place, person.patch) + np.float32(color) * (
                    1 - patch(alpha, place, person.patch)[..., None])
                tiles.append((tile + 0.5).clip(0, 255).astype(np.uint8))
        rows += [labeled([name], TILE * len(tiles), BAR), np.hstack(tiles)]
    return np.vstack(rows)


def make(builds, rows, folder, destination, subjects_shown, say):
    """Writes the sheets; paths. `destination(subject)`: the file of a sheet."""
    frames, out = pathlib.Path(folder) / "sheet", pathlib.Path(folder) / "sheet-out"
    for subject in subjects_shown:
        shutil.rmtree(frames, ignore_errors=True)
        frames.mkdir()
        Image.fromarray(subject.frame).save(frames / "frame.png", compress_level=1)
        source = ["--model", table.DEFAULT_MODEL]
        if subject.mask is not None:
            Image.fromarray(subject.mask).save(frames.parent / "sheet-mask.png")
            source = ["--mask", frames.parent / "sheet-mask.png"]
        columns = {}
        for row in [row for row in rows if row.sheet]:
            for build in builds:
                # What a build lacks was named where the rows were scored.
                for _ in rows_at(build, "compose", [row], lambda line: None):
                    try:
                        compose(build, frames, out, ["--transparent", *source, *row.options])
                    except Failure as failure:
                        say(f"failed: {build.name}: the sheet of {subject.name}: {failure}")
                        continue
                    pixels = read(out / "frame.png", "RGBA")
                    alpha = pixels[..., 3] / 255
                    columns[f"{row.name}\n{build.name}"] = (pixels[..., :3] * alpha[..., None], alpha)
        path = pathlib.Path(destination(subject))
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(sheet(subject, columns)).save(path, quality=82)
        yield path
