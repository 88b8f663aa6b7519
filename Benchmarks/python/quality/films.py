"""Moving clips with known alpha, and YUV4MPEG2 films of them (4:4:4, BT.709, limited range)."""

import math
import pathlib

import cv2
import numpy as np

from quality import figure, people, rooms
from quality.measures import Truth

WIDTH, HEIGHT, RATE = 1280, 720, 30
NOISE = 2.0  # levels of the camera's noise
JPEG_QUALITY = 85
# Red, green, blue to luma and chroma, BT.709; ranges of 8 bits.
TO_YUV = np.array([[0.2126, 0.7152, 0.0722], [-0.114572, -0.385428, 0.5], [0.5, -0.454153, -0.045847]], np.float32)
SPANS = np.array([219, 224, 224], np.float32) / 255
OFFSETS = np.array([16, 128, 128], np.float32)


def to_yuv(rgb):
    return (np.asarray(rgb, np.float32) @ TO_YUV.T * SPANS + OFFSETS + 0.5).clip(0, 255).astype(np.uint8)


def to_rgb(yuv):
    return ((yuv.astype(np.float32) - OFFSETS) / SPANS @ np.linalg.inv(TO_YUV).T).clip(0, 255)


class Film:
    """A YUV4MPEG2 file that grows by frames."""

    def __init__(self, path, width, height):
        self.file = open(path, "wb")
        self.file.write(f"YUV4MPEG2 W{width} H{height} F{RATE}:1 Ip A1:1 C444\n".encode())

    def add(self, rgb):
        self.file.write(b"FRAME\n")
        self.file.write(np.ascontiguousarray(to_yuv(rgb).transpose(2, 0, 1)).tobytes())

    def close(self):
        self.file.close()


def frames(path, first=0, step=1):
    """Every `step`th frame, from `first` on, of a YUV4MPEG2 file as vbg writes it: RGB (0 ... 255) of 4:4:4, luma
    (0 ... 1) of gray ones.
    """
    with open(path, "rb") as file:
        words = file.readline().decode("ascii").split()
        width, height = (int(next(word[1:] for word in words if word[0] == key)) for key in "WH")
        chroma = next((word[1:] for word in words if word[0] == "C"), "420")
        is_full = "XCOLORRANGE=FULL" in words
        count = {"mono": 1, "444": 3}.get(chroma)
        if count is None:
            raise ValueError(f"expected a film of C444 or Cmono, found C{chroma}")
        index = -1
        while file.readline().startswith(b"FRAME"):
            index += 1
            content = file.read(count * width * height)
            if index < first or (index - first) % step:
                continue
            planes = np.frombuffer(content, np.uint8).reshape(count, height, width)
            if count == 1:
                luma = planes[0].astype(np.float32)
                yield (luma / 255 if is_full else (luma - 16) / 219).clip(0, 1)
            else:
                yield to_rgb(planes.transpose(1, 2, 0))


class Clip:
    """A film on disk with the alpha and the colors (times alpha) of each frame, in bytes."""

    def __init__(self, name, path, moves):
        self.name, self.path, self.moves = name, path, moves
        self.alphas, self.foregrounds = [], []

    def truth(self, index):
        return Truth(self.alphas[index] / 255.0)


def make(name, folder, people_of_frames, room, moves, seed):
    """Writes a clip: each frame a person before the room, with noise, as Motion JPEG leaves it."""
    clip = Clip(name, pathlib.Path(folder) / f"{name}.y4m", moves)
    film = Film(clip.path, WIDTH, HEIGHT)
    random = np.random.default_rng(seed)
    for foreground, alpha in people_of_frames:
        # Bytes are the truth: the frame is made of what is kept.
        alpha, foreground = (alpha * 255 + 0.5).astype(np.uint8), (foreground + 0.5).clip(0, 255).astype(np.uint8)
        clip.alphas.append(alpha)
        clip.foregrounds.append(foreground)
        picture = foreground + room * (1 - alpha[..., None] / np.float32(255))
        picture += random.normal(0, NOISE, picture.shape).astype(np.float32)
        _, jpeg = cv2.imencode(".jpg", picture[..., ::-1].clip(0, 255).astype(np.uint8),
                               [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        film.add(cv2.imdecode(jpeg, cv2.IMREAD_COLOR)[..., ::-1])
    film.close()
    return clip


def swaying(seed, count, amount):
    """A drawn person who sways, nods nearer and waves; `amount` 0: who sits still."""
    person = figure.Person(seed)
    for index in range(count):
        t = 2 * math.pi * index / RATE
        pose = figure.Pose(
            WIDTH * 0.48 + amount * 46 * math.sin(0.55 * t), HEIGHT * 0.34 + amount * 5 * math.sin(1.3 * t),
            195 * (1 + amount * 0.05 * math.sin(0.4 * t)), amount * 0.07 * math.sin(0.9 * t),
            amount * 0.28 * math.sin(1.7 * t))
        yield person.draw(WIDTH, HEIGHT, pose)


def carried(person, count):
    """A photographed person who fills the frame's height, moved, scaled and turned by fractions of pixels."""
    height, width = person.truth.alpha.shape
    fit = HEIGHT / height
    for index in range(count):
        t = 2 * math.pi * index / RATE
        scale, turn = fit * (1 + 0.04 * math.sin(0.5 * t)), 0.02 * math.sin(0.8 * t)
        cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
        # About the middle of the lower border, which a person moves around.
        x, y = WIDTH / 2 + 30 * math.sin(0.6 * t), HEIGHT + 8 + 6 * math.sin(1.1 * t)
        matrix = np.array([[cosine, -sine, x - cosine * width / 2 + sine * height],
                           [sine, cosine, y - sine * width / 2 - cosine * height]])

        def moved(values):
            return cv2.warpAffine(np.asarray(values, np.float32), matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
        # Colors must stay within what alpha allows, or the person would be brighter than light.
        alpha = moved(person.truth.alpha).clip(0, 1)
        yield np.minimum(moved(person.foreground).clip(0), 255 * alpha[..., None]), alpha


def clips(folder, count, portrait, cache, say):
    """All clips of a run."""
    room = rooms.room("shelves", 5, WIDTH, HEIGHT)
    yield make("drawn-moving", folder, swaying(0, count, 1.0), room, True, 1)
    yield make("drawn-still", folder, swaying(0, count // 2, 0.0), room, False, 2)
    yield make("drawn-curly-moving", folder, swaying(1, count, 1.0), rooms.room("fractal", 6, WIDTH, HEIGHT), True, 3)
    try:
        person = people.the_portrait(portrait, cache)
    except LookupError as error:
        say(f"skipped: the portrait's clip: {error}")
        return
    yield make("portrait-moving", folder, carried(person, count), rooms.room("bokeh", 7, WIDTH, HEIGHT), True, 4)
