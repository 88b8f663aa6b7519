"""What the tests of browsers share: the page on a server, small files made at test time, the native program."""

import os
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

from browser import PATIENCE, BrowserError
from chromium import Chromium
from firefox import Firefox
from server import StaticServer

SITE = os.environ.get("VBG_SITE", "")
PROGRAM = os.environ.get("VBG_PROGRAM", "")
SHOTS = os.environ.get("VBG_SCREENSHOTS", "")


def png(width, height, color_of):
    """An RGB PNG file; `color_of(x, y)` gives three bytes."""
    rows = b"".join(b"\0" + b"".join(bytes(color_of(x, y)) for x in range(width)) for y in range(height))
    return png_of_rows(width, height, zlib.compress(rows, 1))


def png_of_rows(width, height, packed):
    """A PNG file of compressed rows of RGB."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def large_png(width, height):
    """A PNG file of one color, made without holding its pixels."""
    packer, row = zlib.compressobj(1), b"\0" + bytes((90, 120, 150)) * width
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png_of_rows(width, height, packed)


def decoded_png(content):
    """Width, height, channels and bytes of an 8-bit PNG file without interlacing."""
    place, packed, width, height, kind = 8, b"", 0, 0, 0
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place:place + 8])
        if name == b"IHDR":
            width, height, _, kind = struct.unpack(">IIBB", content[place + 8:place + 18])
        elif name == b"IDAT":
            packed += content[place + 8:place + 8 + length]
        place += 12 + length
    channels = {0: 1, 2: 3, 6: 4}[kind]
    raw, stride = zlib.decompress(packed), width * channels
    before, result = bytearray(stride), bytearray()
    for row in range(height):
        method, line = raw[row * (stride + 1)], bytearray(raw[row * (stride + 1) + 1:(row + 1) * (stride + 1)])
        for x in range(stride):
            left = line[x - channels] if x >= channels else 0
            up = before[x]
            corner = before[x - channels] if x >= channels else 0
            if method == 1:
                line[x] = (line[x] + left) & 255
            elif method == 2:
                line[x] = (line[x] + up) & 255
            elif method == 3:
                line[x] = (line[x] + (left + up) // 2) & 255
            elif method == 4:
                guess = left + up - corner
                distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
                line[x] = (line[x] + (left, up, corner)[distances.index(min(distances))]) & 255
        result += line
        before = line
    return width, height, channels, bytes(result)


def difference(first, second):
    """The largest difference of two PNG files' values, and the share of values that differ by more than one; alpha
    counts where both have it."""
    width, height, channels, one = decoded_png(first)
    if (width, height) != decoded_png(second)[:2]:
        raise AssertionError(f"expected {width}x{height}, found {decoded_png(second)[:2]}")
    _, _, others, two = decoded_png(second)
    common = min(channels, others)
    worst = count = 0
    for channel in range(common):
        for a, b in zip(one[channel::channels], two[channel::others]):
            if a != b:
                worst = max(worst, abs(a - b))
                count += abs(a - b) > 1
    return worst, count / (width * height * common)


# Browsers without options of their own, which classes of tests use one after the other.
_shared = {}


def shared_browser(browser_class):
    """The browser of this kind that runs, or a new one."""
    browser = _shared.get(browser_class)
    try:
        if browser:
            browser.open("about:blank")
            return browser
    except (BrowserError, OSError):
        browser.close()
    _shared[browser_class] = browser_class()
    return _shared[browser_class]


def close_shared_browsers():
    """Ends what `shared_browser` began."""
    while _shared:
        _shared.popitem()[1].close()


class BrowserCase(unittest.TestCase):
    """Tests that share a browser, a server and a folder."""

    browser_class = Chromium
    isolates = True
    options = {}

    @classmethod
    def setUpClass(cls):
        missing = [name for name in cls.browser_class.programs if not shutil.which(name)]
        if missing:
            raise unittest.SkipTest(f"{', '.join(missing)} not installed (Tools/setup --browsers)")
        cls.folder = tempfile.mkdtemp(prefix="vbg-browser-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = StaticServer(SITE, isolates=cls.isolates)
        cls.addClassCleanup(cls.server.close)
        if cls.options:
            cls.browser = cls.browser_class(**cls.options)
            cls.addClassCleanup(cls.browser.close)
        else:
            cls.browser = shared_browser(cls.browser_class)

    def run_script(self, script, *arguments):
        """Runs a script in the page; see `Browser.run`."""
        return self.browser.run(script, *arguments)

    def open_page(self, fragment="", width=1280, height=900, rate=12):
        """Opens the page anew, and waits until it is ready; few frames a second leave time for everything else."""
        if rate:
            rate = max(1, round(rate / PATIENCE))
            still = "" if "source=" in fragment else "&source=portrait"
            fragment = f"{fragment or '#'}{still}&rate={rate}"
        if self.browser_class is Chromium:
            self.browser.size(width, height)
            self.browser.messages()
        self.browser.open("about:blank")
        self.browser.open(f"{self.server.address}index.html{fragment}")
        self.browser.wait("the page to be ready", "return document.body.dataset.ready")

    def wait_for_figures(self, seconds=60):
        """Waits until frames were counted for a second."""
        self.browser.wait("frames a second", """
            const text = document.getElementById("figure-framesPerSecond").textContent;
            return Number(text) > 0""", seconds=seconds)

    def notices(self):
        """The keys of the notices that are shown."""
        return self.run_script("return [...document.querySelectorAll('[data-notice]')].map((n) => n.dataset.notice)")

    def notice(self, key, seconds=60):
        """Waits for a notice, and gives its text."""
        return self.browser.wait(f"the notice {key}", f"""
            return document.querySelector('[data-notice="{key}"] p')?.textContent""", seconds=seconds)

    def path(self, name, content):
        """Writes a file to upload, and gives its path."""
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def shot(self, name):
        """Keeps a screenshot where somebody asked for them."""
        if SHOTS:
            os.makedirs(SHOTS, exist_ok=True)
            self.browser.screenshot(os.path.join(SHOTS, f"{self.browser.name}-{name}.png"))


def film(folder, ending="webm"):
    """A film of two seconds with sound, by ffmpeg; skips where there is none."""
    if not shutil.which("ffmpeg"):
        raise unittest.SkipTest("ffmpeg not installed")
    path = os.path.join(folder, f"film.{ending}")
    codec = ["-c:v", "libvpx", "-b:v", "1M"] if ending == "webm" else ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=15:duration=2", *codec, path],
        check=True, stdin=subprocess.DEVNULL)
    return path


__all__ = ["BrowserCase", "BrowserError", "Chromium", "Firefox", "PATIENCE", "PROGRAM", "SITE", "StaticServer", "difference",
           "decoded_png", "film", "large_png", "png"]
