"""What a blur leaves of a room: contrast of a fine checker by size, and words that can still be read."""

import os
import pathlib
import re
import shutil
import subprocess

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.special import j1

WIDTHS = (640, 1280, 2560, 3840)
CELLS = (160, 90)
READING_WIDTH = 1280  # px that pictures of words are brought to
LINE = 0.05  # the height of letters from ascender to descender, of the frame's
# Blurs that are undone, in pixels at the reading width: a strength of 8, the default, is a radius of 57.6 and a
# deviation of 28.8, `privacy` twice that.
SIGMAS = (3, 5, 7, 10, 14, 20, 28.8, 57.6)
RADII = (10, 28.8, 57.6, 115.2)
NOISE = (1e-3, 3e-5)  # of the signal's power; what 8 bits leave is the less one
WORDS = ("MEETING", "private", "salary", "number", "doctor", "letter")


def checker(width):
    """The random checker at a width of 16:9, gray levels 20 and 220."""
    cells = np.random.default_rng(1).integers(0, 2, (CELLS[1], CELLS[0]))
    cells = np.kron(cells, np.ones((4, 4))) * 200 + 20
    return cv2.resize(cells.astype(np.uint8), (width, width * 9 // 16), interpolation=cv2.INTER_AREA)


def contrast(picture):
    """Standard deviation of a gray picture that is averaged down to 640x360."""
    return float(np.asarray(Image.fromarray(picture).resize((640, 360), Image.BOX), float).std())


def text(width):
    """A line of words, black on white, in the middle of a frame."""
    height = width * 9 // 16
    picture = Image.new("L", (width, height), 240)
    font = ImageFont.load_default(16)
    ascent, descent = font.getmetrics()
    font = ImageFont.load_default(16 * LINE * height / (ascent + descent))
    ImageDraw.Draw(picture).text((width // 2, height // 2), " ".join(WORDS), fill=20, font=font, anchor="mm")
    return np.asarray(picture)


def has_tesseract():
    return shutil.which("tesseract") is not None


def read_words(picture, folder):
    """The share of the words that tesseract reads in the middle of a gray picture, in any case of letters."""
    path = pathlib.Path(folder) / "read.png"
    height = picture.shape[0]
    Image.fromarray(picture[int(0.4 * height):int(0.6 * height)]).save(path)
    # One thread: tesseract's own wait for each other longer than they read.
    output = subprocess.run(["tesseract", path, "-", "--psm", "6"], env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace",
                            check=False).stdout
    found = set(re.findall(r"[a-z]+", output.lower()))
    return sum(word.lower() in found for word in WORDS) / len(WORDS)


def stretched(picture):
    """Levels spread over all of 0 ... 255."""
    low, high = np.percentile(picture, (0.5, 99.5))
    return ((picture - low) * 255 / max(high - low, 1)).clip(0, 255).astype(np.uint8)


def at_reading_size(picture):
    height, width = picture.shape
    if width == READING_WIDTH:
        return picture
    return cv2.resize(picture, (READING_WIDTH, round(height * READING_WIDTH / width)),
                      interpolation=cv2.INTER_AREA if width > READING_WIDTH else cv2.INTER_CUBIC)


def sharpened(picture):
    """What who wants to read would try: unsharp masks; the inverse of Gaussian blurs and of discs by Wiener, those
    of the default and of `privacy` among them, as who knows the option would; Richardson's and Lucy's of these."""
    for radius in (2, 6):
        image = Image.fromarray(stretched(picture)).filter(ImageFilter.UnsharpMask(radius, 400, 0))
        yield stretched(np.asarray(image, float))
    rows = slice(int(0.4 * picture.shape[0]), int(0.6 * picture.shape[0]))

    def shown(restored):
        restored = np.array(restored)
        restored[rows] = stretched(restored[rows])
        return restored.clip(0, 255).astype(np.uint8)
    for sigma in SIGMAS:
        response = gaussian_response(picture.shape, sigma)
        for noise in NOISE:
            yield shown(wiener(picture, response, noise))
    # Lenses blur light, not levels.
    light = (np.asarray(picture, float) / 255) ** 2.2
    for radius in RADII:
        response = disc_response(picture.shape, radius)
        for noise in NOISE:
            yield shown(255 * wiener(light, response, noise).clip(0, 1) ** (1 / 2.2))
    for sigma in SIGMAS[-3:]:
        yield shown(richardson_lucy(picture, gaussian_response(picture.shape, sigma)))


def frequencies(shape):
    """Cycles a pixel along the columns and rows of a real picture's spectrum."""
    return np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None])


def gaussian_response(shape, sigma):
    return np.exp(-2 * (np.pi * sigma * frequencies(shape)) ** 2)


def disc_response(shape, radius):
    phase = 2 * np.pi * radius * frequencies(shape)
    return np.where(phase > 0, 2 * j1(phase) / np.maximum(phase, 1e-9), 1)


def wiener(picture, response, noise):
    """What was blurred, as Wiener's filter estimates it; `noise` as a share of the signal's power."""
    mean = picture.mean()
    spectrum = np.fft.rfft2(picture - mean)
    return mean + np.fft.irfft2(spectrum * response / (response ** 2 + noise), picture.shape)


def richardson_lucy(picture, response, rounds=30):
    """The likeliest picture of light that was blurred, after some rounds of Richardson and Lucy."""
    def blur(light):
        return np.fft.irfft2(np.fft.rfft2(light) * response, light.shape)
    picture = np.asarray(picture, float) + 1
    estimate = picture
    for _ in range(rounds):
        estimate = estimate * blur(picture / np.maximum(blur(estimate), 1))
    return estimate


def measure(build, options, folder):
    """Shares (per cent) of contrast by width; of words read as they are and after the best sharpening.

    Raises `Failure` where the build fails.
    """
    folder = pathlib.Path(folder)
    frame, mask, out = folder / "frame.png", folder / "mask.png", folder / "out.png"

    def blurred(picture):
        Image.fromarray(picture).convert("RGB").save(frame, compress_level=1)
        Image.fromarray(np.zeros_like(picture)).save(mask, compress_level=1)
        build.run("compose", "--quiet", frame, "--mask", mask, "-o", out, *options)
        return np.asarray(Image.open(out).convert("L"))
    scores = {"contrast": {}}
    for width in WIDTHS:
        picture = checker(width)
        scores["contrast"][width] = 100 * contrast(blurred(picture)) / contrast(picture)
    if has_tesseract():
        scores["read"], scores["sharpened"] = {}, {}
        for width in WIDTHS:
            made = at_reading_size(blurred(text(width)))
            scores["read"][width] = 100 * read_words(made, folder)
            best = scores["read"][width]
            for tried in sharpened(made) if best < 100 else ():
                best = max(best, 100 * read_words(tried, folder))
            scores["sharpened"][width] = best
    return scores
