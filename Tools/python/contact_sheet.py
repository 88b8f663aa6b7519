"""Draws contact sheets: contact_sheet.py PHOTOS WORK FOLDER.

WORK holds a folder 0, 1 ... for each effect with NAME.png for each photo and a file 'label', and
'stages' with NAME.N-mask-filtered.png. Writes FOLDER/NAME.sheet.png for each photo: whole pictures,
and below them crops at full size where the mask is soft.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

CROP = 260
WHOLE = 400
GAP = 8
LABEL = 18
PAPER = (32, 32, 32)
INK = (230, 230, 230)


def upright(path):
    """The photo as vbg reads it."""
    return ImageOps.exif_transpose(Image.open(path)).convert("RGB")


def on_checkers(picture):
    """A picture with transparency on a checkerboard."""
    picture = picture.convert("RGBA")
    board = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    tile = Image.new("RGBA", (8, 8), (190, 190, 190, 255))
    for y in range(0, picture.height, 8):
        for x in range(y % 16, picture.width, 16):
            board.paste(tile, (x, y))
    return Image.alpha_composite(board, picture).convert("RGB")


def crop_places(mask, count):
    """Corners of the crops with the most soft mask: one in the upper half of the person (hair), then
    the best of what is left, without overlaps."""
    width, height = min(CROP, mask.width), min(CROP, mask.height)
    soft = mask.point([255 if 12 < value < 243 else 0 for value in range(256)])
    person = mask.point([255 if value > 127 else 0 for value in range(256)]).getbbox()
    top, bottom = (person[1], person[3]) if person else (0, mask.height)
    # The share of soft pixels in each crop, on a grid of its quarters.
    candidates = []
    for y in range(0, mask.height - height + 1, max(1, height // 4)):
        for x in range(0, mask.width - width + 1, max(1, width // 4)):
            share = soft.crop((x, y, x + width, y + height)).reduce((width, height)).getpixel((0, 0))
            candidates.append((share, x, y))
    candidates.sort(key=lambda candidate: (-candidate[0], candidate[2], candidate[1]))
    upper = [c for c in candidates if c[2] + height / 2 < (top + bottom) / 2]
    places = []
    for share, x, y in upper[:1] + candidates:
        clear = all(abs(x - px) >= width or abs(y - py) >= height for px, py in places)
        if clear and len(places) < count:
            places.append((x, y))
    return places


def draw_sheet(pictures, places):
    """The sheet of one photo: `pictures` are pairs of a label and a picture of one size."""
    crop = (min(CROP, pictures[0][1].width), min(CROP, pictures[0][1].height))
    first = pictures[0][1]
    whole = (WHOLE, max(1, round(first.height * WHOLE / first.width)))
    columns = 5
    rows = -(-len(pictures) // columns)
    width = GAP + max(columns * (whole[0] + GAP), len(pictures) * (crop[0] + GAP))
    height = GAP + rows * (whole[1] + LABEL + GAP) + len(places) * (crop[1] + LABEL + GAP)
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)

    def put(picture, label, x, y):
        draw.text((x, y), label, INK, font)
        sheet.paste(picture, (x, y + LABEL))

    for index, (label, picture) in enumerate(pictures):
        x = GAP + index % columns * (whole[0] + GAP)
        y = GAP + index // columns * (whole[1] + LABEL + GAP)
        put(picture.resize(whole, Image.Resampling.LANCZOS), label, x, y)
    for row, (left, top) in enumerate(places):
        y = GAP + rows * (whole[1] + LABEL + GAP) + row * (crop[1] + LABEL + GAP)
        for column, (label, picture) in enumerate(pictures):
            part = picture.crop((left, top, left + crop[0], top + crop[1]))
            place = f"{label}, {left},{top}" if column == 0 else label
            put(part, place, GAP + column * (crop[0] + GAP), y)
    return sheet


def main():
    photos, work, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    effects = sorted((p for p in work.iterdir() if p.name.isdigit()), key=lambda p: int(p.name))
    for photo in sorted(photos.iterdir()):
        if photo.suffix.lower() not in (".png", ".jpg", ".jpeg"):
            continue
        original = upright(photo)
        mask = Image.open(next((work / "stages").glob(f"{photo.stem}.*-mask-filtered.png")))
        mask = mask.convert("L")
        pictures = [("photo", original), ("mask", mask.convert("RGB"))]
        for effect in effects:
            label = (effect / "label").read_text().strip()
            pictures.append((label, on_checkers(Image.open(effect / f"{photo.stem}.png"))))
        path = folder / f"{photo.stem}.sheet.png"
        draw_sheet(pictures, crop_places(mask, 4)).save(path)
        print(path)


if __name__ == "__main__":
    main()
