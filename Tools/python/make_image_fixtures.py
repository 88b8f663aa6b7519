"""Writes small PNG and JPEG files and what they must decode to.

Each NAME.png, NAME-interlaced.png or NAME.jpg has its pixels in NAME.pam (RGB_ALPHA). PNG files are
assembled here from known samples, so that no PNG decoder has a say in what is expected;
JPEG files and their pixels come from Pillow.
"""

import io
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

FOLDER = pathlib.Path(sys.argv[1])


def write_expected(name, rgba):
    height, width, _ = rgba.shape
    header = f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    (FOLDER / f"{name}.pam").write_bytes(header.encode() + rgba.astype(np.uint8).tobytes())


# PNG

GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]


def chunk(kind, payload):
    crc = zlib.crc32(kind + payload)
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", crc)


def packed_rows(samples, bit_depth):
    """Rows of bytes of samples [height, width, channels]."""
    for row in samples:
        flat = row.reshape(-1)
        if bit_depth == 16:
            yield flat.astype(">u2").tobytes()
        elif bit_depth == 8:
            yield flat.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(value), f"0{bit_depth}b") for value in flat)
            bits += "0" * (-len(bits) % 8)
            yield bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    distances = [abs(p - a), abs(p - b), abs(p - c)]
    return [a, b, c][distances.index(min(distances))]


def filtered(rows, pixel_byte_count):
    """Rows with the five filter types in turn."""
    above = None
    out = b""
    for index, row in enumerate(rows):
        above = above or bytes(len(row))
        kind = index % 5
        line = bytearray([kind])
        for i, value in enumerate(row):
            a = row[i - pixel_byte_count] if i >= pixel_byte_count else 0
            b = above[i]
            c = above[i - pixel_byte_count] if i >= pixel_byte_count else 0
            line.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256)
        out += bytes(line)
        above = row
    return out


def png_file(samples, color_type, bit_depth, interlaced, before_pixels=b""):
    height, width, channels = samples.shape
    pixel_byte_count = max(1, channels * bit_depth // 8)
    if interlaced:
        passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
    else:
        passes = [samples]
    data = b"".join(filtered(packed_rows(part, bit_depth), pixel_byte_count)
                    for part in passes if part.size)
    header = struct.pack(">IIBBBBB", width, height, bit_depth, color_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before_pixels
            + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def to_8_bit(samples, bit_depth):
    """The nearest 8-bit value, half up."""
    highest = (1 << bit_depth) - 1
    return (samples.astype(np.int64) * 510 + highest) // (2 * highest)


def expand(samples, color_type, bit_depth, palette, transparent):
    height, width, _ = samples.shape
    rgba = np.full((height, width, 4), 255, np.int64)
    if color_type == PALETTE:
        rgba[..., :3] = palette[samples[..., 0]]
        if transparent is not None:
            alphas = np.full(len(palette), 255)
            alphas[:len(transparent)] = transparent
            rgba[..., 3] = alphas[samples[..., 0]]
        return rgba
    values = to_8_bit(samples, bit_depth)
    rgba[..., :3] = values[..., :3] if color_type in (RGB, RGBA) else values[..., :1]
    if color_type in (GRAY_ALPHA, RGBA):
        rgba[..., 3] = values[..., -1]
    elif transparent is not None:
        rgba[..., 3] = np.where((samples == transparent).all(axis=2), 0, 255)
    return rgba


def write_png(name, width, height, color_type, bit_depth, with_transparency=False):
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    samples = generator.integers(0, 1 << bit_depth, (height, width, CHANNELS[color_type]))
    palette = transparent = None
    before_pixels = b""
    if color_type == PALETTE:
        palette = generator.integers(0, 256, (1 << bit_depth, 3))
        before_pixels += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
        if with_transparency:
            transparent = generator.integers(0, 256, len(palette) * 2 // 3)
            before_pixels += chunk(b"tRNS", transparent.astype(np.uint8).tobytes())
    elif with_transparency:
        transparent = samples[height // 2, width // 2].copy()
        samples[0, 0] = transparent
        if bit_depth == 16:
            # The same after rounding to 8 bits, but not the transparent color.
            samples[0, 1] = transparent ^ 1
        before_pixels += chunk(b"tRNS", transparent.astype(">u2").tobytes())
    for interlaced in (False, True):
        suffix = "-interlaced" if interlaced else ""
        file = png_file(samples, color_type, bit_depth, interlaced, before_pixels)
        (FOLDER / f"{name}{suffix}.png").write_bytes(file)
    write_expected(name, expand(samples, color_type, bit_depth, palette, transparent))


def write_pngs():
    for kind, name, depths in [
        (GRAY, "gray", [1, 2, 4, 8, 16]), (RGB, "rgb", [8, 16]), (PALETTE, "palette", [1, 2, 4, 8]),
        (GRAY_ALPHA, "gray-alpha", [8, 16]), (RGBA, "rgba", [8, 16]),
    ]:
        for depth in depths:
            write_png(f"{name}-{depth}", 11, 7, kind, depth)
            if kind in (GRAY, RGB, PALETTE):
                write_png(f"{name}-{depth}-transparent", 11, 7, kind, depth, True)
    # Sizes at which passes of the interlacing are empty.
    for width, height in [(1, 1), (1, 5), (5, 1), (3, 2)]:
        write_png(f"rgb-8-{width}x{height}", width, height, RGB, 8)

    # Metadata that would change the pixels of a decoder that honors it.
    samples = np.random.default_rng(1).integers(0, 256, (7, 11, 3))
    metadata = (chunk(b"gAMA", struct.pack(">I", 100000))
                + chunk(b"bKGD", struct.pack(">HHH", 255, 0, 0))
                + chunk(b"sBIT", bytes([3, 3, 3]))
                + chunk(b"iCCP", b"broken\0\0" + zlib.compress(b"no profile"))
                + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b" " * 100000))
                + chunk(b"prIv", b"of our own"))
    (FOLDER / "metadata.png").write_bytes(png_file(samples, RGB, 8, False, metadata))
    write_expected("metadata", expand(samples, RGB, 8, None, None))


# JPEG


def picture(width, height):
    """A smooth picture with different corners, so that no turn of it looks like another."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / (width - 1)
    green = 255 * y / (height - 1)
    blue = 200 - 190 * (x / (width - 1)) * (y / (height - 1))
    return Image.fromarray(np.stack([red, green, blue], axis=2).round().astype(np.uint8))


def encode(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **{"quality": 85, "optimize": True} | options)
    return buffer.getvalue()


def rgba_of(image):
    return np.asarray(image.convert("RGBA")).astype(np.int64)


def rgba_of_inks(inks):
    """Cyan, magenta, yellow, black, 255 is full ink."""
    light = 255 - inks.astype(np.int64)
    rgba = np.full_like(light, 255)
    rgba[..., :3] = (light[..., :3] * light[..., 3:] * 2 + 255) // 510
    return rgba


def check_likeness(rgba, image):
    assert np.abs(rgba[..., :3] - rgba_of(image)[..., :3]).mean() < 6


def without_adobe_segment(file):
    start = file.index(b"\xff\xee\x00\x0eAdobe")
    return file[:start] + file[start + 16:]


def with_adobe_transform(file, transform):
    start = file.index(b"\xff\xee\x00\x0eAdobe")
    return file[:start + 15] + bytes([transform]) + file[start + 16:]


def write_jpeg(name, file, rgba):
    (FOLDER / f"{name}.jpg").write_bytes(file)
    write_expected(name, rgba)


def write_jpegs():
    image = picture(21, 13)
    for name, options in [
        ("baseline-420", {"subsampling": "4:2:0"}),
        ("baseline-444", {"subsampling": "4:4:4"}),
        ("baseline-422-restarts", {"subsampling": "4:2:2", "restart_marker_blocks": 1}),
        ("progressive", {"progressive": True}),
        ("rgb", {"keep_rgb": True}),
    ]:
        file = encode(image, **options)
        write_jpeg(name, file, rgba_of(Image.open(io.BytesIO(file))))
    for name, options in [("gray", {}), ("gray-progressive", {"progressive": True})]:
        file = encode(image.convert("L"), **options)
        write_jpeg(name, file, rgba_of(Image.open(io.BytesIO(file))))
    pixel = encode(Image.new("RGB", (1, 1), (200, 100, 50)))
    write_jpeg("1x1", pixel, rgba_of(Image.open(io.BytesIO(pixel))))

    colors = np.asarray(image).astype(np.int64)
    light = np.maximum(colors.max(axis=2, keepdims=True), 1)
    inks = np.concatenate([255 - colors * 255 // light, 255 - light], axis=2).astype(np.uint8)
    # Pillow stores 255 - ink and reads the same back, whether an Adobe segment says so or not.
    file = encode(Image.fromarray(inks, "CMYK"))
    rgba = rgba_of_inks(np.asarray(Image.open(io.BytesIO(file))))
    check_likeness(rgba, image)
    write_jpeg("cmyk-adobe", file, rgba)

    file = without_adobe_segment(encode(Image.fromarray(255 - inks, "CMYK")))
    rgba = rgba_of_inks(255 - np.asarray(Image.open(io.BytesIO(file))))
    check_likeness(rgba, image)
    write_jpeg("cmyk", file, rgba)

    # What libjpeg transforms are the inks as Adobe stores them, inverted, so inverted once more.
    ycc = np.asarray(Image.fromarray(inks[..., :3]).convert("YCbCr"))
    stored = np.concatenate([ycc, 255 - inks[..., 3:]], axis=2)
    file = with_adobe_transform(encode(Image.fromarray(255 - stored, "CMYK")), 2)
    rgba = rgba_of_inks(np.asarray(Image.open(io.BytesIO(file))))
    check_likeness(rgba, image)
    write_jpeg("ycck-adobe", file, rgba)

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = encode(image, exif=exif, subsampling="4:4:4")
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
        write_jpeg(f"orientation-{orientation}", file, rgba_of(upright))


FOLDER.mkdir(parents=True, exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
write_pngs()
write_jpegs()
print(f"wrote {len(list(FOLDER.iterdir()))} files into {FOLDER}")
