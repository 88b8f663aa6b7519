"""Backgrounds from seeds, at any size: what people sit before, and what is hard for filters and blurs."""

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

KINDS = ("fractal", "shelves", "bokeh", "gradient", "checker", "text", "noise")
WORDS = ("calendar", "meeting", "agenda", "window", "private", "budget", "doctor", "letter", "number", "street",
         "family", "garden", "salary", "secret", "planet", "orange", "yellow", "summer", "winter", "travel")


def fractal_noise(random, width, height, roughness=0.55, coarsest=3):
    """Octaves of smooth noise, mean 0, largest about 1."""
    total, weight, cells = np.zeros((height, width), np.float32), 1.0, coarsest
    while cells < height / 2 and weight > 0.01:
        grid = random.normal(0, 0.5, (cells + 2, round(cells * width / height) + 2)).astype(np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        weight, cells = weight * roughness, cells * 2
    return total


def fractal(random, width, height):
    """Textures as of walls, foliage and stone, with shadows."""
    base = random.uniform(60, 190, 3)
    spread = random.uniform(15, 60, 3)
    shared = fractal_noise(random, width, height)
    own = [fractal_noise(random, width, height, 0.65, 5) for _ in range(3)]
    return np.stack([base[c] + spread[c] * (1.2 * shared + 0.5 * own[c]) for c in range(3)], -1)


def gradient(random, width, height):
    """A wall in uneven light."""
    a, b = random.uniform(30, 120, 3), random.uniform(130, 240, 3)
    turn = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
    share = 1 / (1 + np.exp(-2 * (x * np.cos(turn) + y * np.sin(turn))))[..., None]
    return a + (b - a) * share


def checker(random, width, height):
    """Cells of two colors, as hard as a room can be."""
    cells = np.kron(random.integers(0, 2, (18, 32)), np.ones((2, 2)))
    cells = cv2.resize(cells, (width, height), interpolation=cv2.INTER_AREA if width < 64 else cv2.INTER_NEAREST)
    a, b = random.uniform(0, 110, 3), random.uniform(140, 255, 3)
    return a + (b - a) * cells[..., None]


def shelves(random, width, height):
    """Rectangles as of books, doors and pictures, upright and hard-edged."""
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = random.uniform(120, 220, 3)
    rows = random.integers(3, 6)
    for row in range(rows):
        top, bottom = row * height // rows, (row + 1) * height // rows
        x = 0
        while x < width:
            thick = int(width * random.uniform(0.008, 0.05)) + 1
            start = top + int((bottom - top) * random.uniform(0.08, 0.5))
            picture[start:bottom, x:x + thick] = random.uniform(20, 235, 3)
            x += thick
        picture[max(0, bottom - height // 60):bottom] = random.uniform(40, 90, 3)
    return picture


def bokeh(random, width, height):
    """Bright discs before a dark room, as of a lens wide open."""
    picture = gradient(random, width, height).astype(np.float32) * 0.35
    for _ in range(70):
        radius = random.uniform(0.015, 0.07) * height
        x, y = random.uniform(0, width), random.uniform(0, height)
        strength, color = random.uniform(0.25, 0.9), random.uniform(90, 255, 3)
        left, top = max(0, int(x - radius) - 1), max(0, int(y - radius) - 1)
        part = picture[top:int(y + radius) + 2, left:int(x + radius) + 2]
        disc = np.zeros(part.shape[:2], np.float32)
        cv2.circle(disc, (int((x - left) * 16), int((y - top) * 16)), int(radius * 16), strength, -1, cv2.LINE_8, 4)
        part += (color - part) * cv2.blur(disc, (2, 2))[..., None]
    return picture


def text(random, width, height):
    """Lines of words, black on white, as of a whiteboard or a screen."""
    picture = Image.new("RGB", (width, height), tuple(int(v) for v in random.uniform(215, 250, 3)))
    draw, size = ImageDraw.Draw(picture), max(8, height // 18)
    font, y = ImageFont.load_default(size), 0
    while y < height:
        line = " ".join(random.choice(WORDS) for _ in range(14))
        draw.text((-int(random.uniform(0, size * 4)), y), line, fill=(24, 24, 32), font=font)
        y += int(size * 1.4)
    return np.asarray(picture)


def noise(random, width, height):
    """Every pixel by chance, about gray: no filter finds an edge there."""
    return 128 + random.normal(0, 40, (height, width, 3))


def room(kind, seed, width, height):
    """A background, 0 ... 255, RGB in float32."""
    random = np.random.default_rng([seed, KINDS.index(kind)])
    return np.asarray(globals()[kind](random, width, height), np.float32).clip(0, 255)


def covering(path, width, height):
    """A picture of a file that covers a frame, cut around its middle; 0 ... 255."""
    picture = Image.open(path).convert("RGB")
    scale = max(width / picture.width, height / picture.height)
    size = (int(np.ceil(picture.width * scale)), int(np.ceil(picture.height * scale)))
    picture = picture.resize(size, Image.LANCZOS)
    x, y = (picture.width - width) // 2, (picture.height - height) // 2
    return np.asarray(picture.crop((x, y, x + width, y + height)), np.float32)
