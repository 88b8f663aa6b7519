"""People whose alpha and colors are known: photos that were given, the sample portrait, drawn ones."""

import pathlib

import cv2
import numpy as np
from PIL import Image

from quality import figure, portrait
from quality.measures import Truth

ENDINGS = (".png", ".jpg", ".jpeg")
# Size, the head's middle (shares of the frame) and height (px): close, half a figure, in two shapes of frames.
FRAMINGS = ((1280, 720, 0.5, 0.36, 250), (1280, 720, 0.42, 0.24, 150), (1280, 960, 0.52, 0.25, 190),
            (960, 1280, 0.46, 0.25, 230))


class Person:
    """A person in a frame.

    `foreground` is color times alpha (0 ... 255, RGB, float32), `photo` the picture that she comes from, or None,
    `places` names spots to look at, in pixels, and `patch` is the side of a square that shows one.
    """

    def __init__(self, name, foreground, alpha, photo=None, places=None, patch=None):
        self.name, self.foreground, self.photo = name, foreground.astype(np.float32), photo
        self.truth = Truth(alpha)
        self.places = places if places is not None else soft_places(self.truth)
        self.patch = patch or max(48, round(0.12 * max(alpha.shape)))

    def on(self, room, seed):
        """A frame of the person before a room (0 ... 255), with the noise of a sensor."""
        made = self.foreground + room * (1 - self.truth.alpha[..., None])
        made = made + np.random.default_rng(seed).normal(0, 1.2, made.shape)
        return (made + 0.5).clip(0, 255).astype(np.uint8)


def soft_places(truth, count=5):
    """Spots of the contour, those with most that is soft first, apart from each other."""
    alpha = truth.alpha
    side = max(24, round(0.12 * max(alpha.shape)))
    softness = cv2.blur(1 - np.abs(2 * alpha - 1), (side, side))
    places = {}
    half = side // 2
    softness[:half], softness[-half:], softness[:, :half], softness[:, -half:] = 0, 0, 0, 0
    for index in range(count):
        y, x = np.unravel_index(np.argmax(softness), softness.shape)
        if softness[y, x] <= 0:
            break
        places[f"soft {index + 1}"] = (int(x), int(y))
        softness[max(0, y - side):y + side, max(0, x - side):x + side] = 0
    return places


def drawn(seed, width, height, pose):
    """A drawn person, with the spots that a viewer looks at."""
    foreground, alpha = figure.Person(seed).draw(width, height, pose)
    spots = {"hair": (-0.52, 0.0), "shoulder": (-1.0, 1.05), "fingers": (1.24, 0.32), "arm and body": (-1.12, 2.2),
             "glasses": (0.3, -0.02)}
    places = {name: (round(pose.x + x * pose.scale), round(pose.y + y * pose.scale)) for name, (x, y) in spots.items()}
    places = {name: (x, y) for name, (x, y) in places.items() if 0 <= x < width and 0 <= y < height}
    return Person(f"drawn{seed}", foreground, alpha, None, places, round(0.62 * pose.scale))


def drawn_people(count):
    """Drawn people in the framings, one after the other."""
    for seed in range(count):
        width, height, x, y, scale = FRAMINGS[seed % len(FRAMINGS)]
        yield drawn(seed, width, height, figure.Pose(x * width, y * height, scale))


def the_portrait(photo, cache):
    picture, foreground, alpha = portrait.load(photo, cache)
    places = {"hair": (450, 150), "hair right": (755, 330), "ear": (430, 315), "shoulder": (160, 570),
              "collar": (330, 420)}
    return Person("portrait", foreground * alpha[..., None], alpha, picture, places, 150)


def find(folders, name, *, exactly):
    """NAME.png or NAME.jpg in the folders; unless `exactly`, also NAME-anything."""
    for folder in folders:
        for ending in ENDINGS:
            path = folder / f"{name}{ending}"
            if path.exists():
                return path
            more = sorted(folder.glob(f"{name}-*{ending}")) if not exactly else []
            if more:
                return more[0]
    return None


def photographed(folders, say):
    """People of folders: NAME.alpha.png, NAME.foreground.png, and NAME.png or .jpg where that is there.

    Names what is left out.
    """
    folders = [pathlib.Path(folder) for folder in folders]
    for folder in folders:
        if not folder.is_dir():
            say(f"skipped: photos of {folder}: no such folder")
            continue
        paths = sorted(folder.glob("*.alpha.png"))
        for path in paths:
            name = path.name[:-len(".alpha.png")]
            colors = find([folder], f"{name}.foreground", exactly=True)
            if not colors:
                say(f"skipped: {name}: no {name}.foreground.png in {folder}")
                continue
            alpha = np.asarray(Image.open(path).convert("L")) / 255.0
            foreground = np.asarray(Image.open(colors).convert("RGB"), np.float32)
            if foreground.shape[:2] != alpha.shape:
                say(f"skipped: {name}: its alpha and its foreground differ in size")
                continue
            photo = find(folders, name, exactly=False)
            picture = np.asarray(Image.open(photo).convert("RGB")) if photo else None
            if picture is None or picture.shape[:2] != alpha.shape:
                say(f"skipped: {name} as she is: " + (f"no photo {name}.jpg" if picture is None
                                                      else f"{photo} has another size than its alpha"))
                picture = None
            yield Person(name, foreground * alpha[..., None].astype(np.float32), alpha, picture)
