"""Small inputs that two builds are compared on: pictures, masks and a film, made of arithmetic."""

import random
import struct
import zlib
from pathlib import Path


def png(width: int, height: int, channels: int, pixels: bytes) -> bytes:
    """A PNG file of 8 bits: gray (1 channel), RGB or RGBA."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    stride = width * channels
    rows = b"".join(b"\0" + pixels[y * stride:(y + 1) * stride] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1))
            + chunk(b"IEND", b""))


def figure(x: float, y: float) -> float:
    """How much a head and shoulders cover a place of the unit square, softly."""
    head = 1 - ((x - 0.5) ** 2 / 0.02 + (y - 0.35) ** 2 / 0.035)
    body = 1 - ((x - 0.5) ** 2 / 0.09 + (y - 1.0) ** 2 / 0.2)
    return min(max(0.5 + 4 * max(head, body), 0), 1)


def scene(width: int, height: int, channels: int, seed: int, shift: float = 0) -> bytes:
    """A person of one color before stripes, with noise; a fourth channel fades from left to right."""
    noise = random.Random(seed)
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            share = figure(x / width - shift, y / height)
            for channel in range(min(channels, 3)):
                room = (x * (5 + channel) + y * 3 * seed) % 251
                skin = (205, 160, 130)[channel]
                level = share * skin + (1 - share) * room + noise.uniform(-6, 6)
                pixels.append(min(max(int(level), 0), 255))
            if channels == 4:
                pixels.append(min(255, 510 * x // width))
    return bytes(pixels)


def film(width: int, height: int, frames: int, seed: int, colors: str) -> bytes:
    """YUV4MPEG2: the scene of a person who walks and then stands."""
    bytes_ = bytearray(f"YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 C{colors}\n".encode())
    across, down = {"420jpeg": (2, 2), "422": (2, 1), "444": (1, 1)}[colors]
    for index in range(frames):
        shift = min(index, frames - 3) * 0.03
        # Frames that stand still are the same to the bit: their masks are used again.
        rgb = scene(width, height, 3, seed + min(index, frames - 3), shift)
        bytes_ += b"FRAME\n"
        bytes_ += rgb[1::3]
        for channel in (2, 0):
            for y in range(0, height, down):
                for x in range(0, width, across):
                    bytes_.append(128 + (rgb[3 * (y * width + x) + channel]
                                         - rgb[3 * (y * width + x) + 1]) // 3)
    return bytes(bytes_)


class Inputs:
    """All of them, as files in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.pictures = [
            self.write("a.png", png(96, 72, 3, scene(96, 72, 3, 1))),
            self.write("odd.png", png(61, 47, 3, scene(61, 47, 3, 2))),
            self.write("alpha.png", png(80, 50, 4, scene(80, 50, 4, 3))),
            self.write("tiny.png", png(3, 2, 3, scene(3, 2, 3, 4))),
        ]
        self.backgrounds = [
            self.write("wide.png", png(130, 40, 3, scene(130, 40, 3, 5, 2))),
            self.write("small.png", png(20, 30, 4, scene(20, 30, 4, 6, 2))),
        ]
        self.mask = self.write("mask.png", png(32, 24, 1, bytes(
            int(255 * figure((x + 0.5) / 32, (y + 0.5) / 24)) for y in range(24) for x in range(32))))
        self.films = [
            self.write(f"{colors}.y4m", film(width, height, 6, 7, colors))
            for colors, width, height in (("420jpeg", 96, 64), ("422", 64, 50), ("444", 51, 37))]
        self.camera = self.write("camera.png", png(64, 48, 3, scene(64, 48, 3, 8)))

    def write(self, name: str, bytes_: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(bytes_)
        return path
