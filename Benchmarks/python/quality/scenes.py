"""Stills with known alpha: people before rooms, and the masks of a model that only the seed knows."""

import pathlib

import cv2
import numpy as np
from PIL import Image

from quality import people, rooms

PORTRAIT_ROOMS = ("fractal", "shelves", "bokeh", "text")
PHOTO_ROOMS = ("fractal", "shelves", "bokeh")
ROOMS_OF_DRAWN = 2  # for each person
SURROGATE = "surrogate"
MASK = (256, 144)  # cells of the surrogate's masks


class Scene:
    """A frame, who is in it, and the set that its scores are averaged in."""

    def __init__(self, kind, name, person, frame):
        self.kind, self.name, self.person, self.frame = kind, name, person, frame


def shape(person):
    height, width = person.truth.alpha.shape
    return width, height


def scenes(options, cache, say):
    """All stills of a run. `options`: photos, rooms, portrait, drawn (how many)."""
    pictures = sorted(path for folder in options.rooms for path in pathlib.Path(folder).iterdir()
                      if path.suffix.lower() in people.ENDINGS)
    for index, person in enumerate(people.photographed(options.photos, say)):
        for seed, path in enumerate(pictures):
            yield Scene("photos before photographed rooms", f"{person.name}_{path.stem.split('-')[0]}", person,
                        person.on(rooms.covering(path, *shape(person)), seed))
        # Each another one: scoring takes time.
        kind = PHOTO_ROOMS[index % len(PHOTO_ROOMS)]
        yield Scene("photos before made rooms", f"{person.name}_{kind}", person,
                    person.on(rooms.room(kind, index, *shape(person)), index))
        if person.photo is not None:
            yield Scene("photos as they are", f"{person.name}_orig", person, person.photo)
    try:
        person = people.the_portrait(options.portrait, cache)
        for seed, kind in enumerate(PORTRAIT_ROOMS):
            yield Scene("portrait before made rooms", f"portrait_{kind}", person,
                        person.on(rooms.room(kind, seed + 10, *shape(person)), seed))
        yield Scene("portrait as it is", "portrait_orig", person, (person.photo + 0.5).astype(np.uint8))
    except LookupError as error:
        say(f"skipped: the portrait: {error}")
    for index, person in enumerate(people.drawn_people(options.drawn)):
        for turn in range(ROOMS_OF_DRAWN):
            seed = index * ROOMS_OF_DRAWN + turn
            kind = rooms.KINDS[seed % len(rooms.KINDS)]
            yield Scene("drawn people", f"{person.name}_{kind}", person,
                        person.on(rooms.room(kind, 20 + seed, *shape(person)), seed))


def surrogate_mask(alpha, seed):
    """A model's mask as of the truth: at 256x144, softened by a cell, with smooth noise of one logit."""
    mask = cv2.resize(alpha.astype(np.float32), MASK, interpolation=cv2.INTER_AREA)
    mask = cv2.GaussianBlur(mask, (0, 0), 1.0).clip(0.002, 0.998)
    noise = np.random.default_rng([seed, 3]).normal(0, 1, mask.shape).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 3)
    logit = np.log(mask / (1 - mask)) + noise / noise.std()
    return (255 / (1 + np.exp(-logit)) + 0.5).astype(np.uint8)


def write(all_scenes, folder):
    """The frames as NAME.png in `frames`, the surrogate's masks as NAME.mask.png in `masks`."""
    frames, masks = pathlib.Path(folder) / "frames", pathlib.Path(folder) / "masks"
    frames.mkdir(parents=True)
    masks.mkdir()
    for seed, scene in enumerate(all_scenes):
        Image.fromarray(scene.frame).save(frames / f"{scene.name}.png", compress_level=1)
        Image.fromarray(surrogate_mask(scene.person.truth.alpha, seed)).save(masks / f"{scene.name}.mask.png")
    return frames, masks
