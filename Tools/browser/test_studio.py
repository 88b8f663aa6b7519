"""The page of `vbg studio` in Chromium: every control, pictures that are sent, and pixels against the native program.

Run by Tools/test browser with the others; alone: VBG_PROGRAM=.build/release/vbg python3 -B Tools/browser/test_studio.py
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from browser import PATIENCE, BrowserError, end_with_parent
from chromium import Chromium
from fixtures import PROGRAM, SHOTS, decoded_png, large_png, png
from page_case import SET

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def found(*words):
    """What `vbg models path` prints, where that is there."""
    run = subprocess.run([PROGRAM, "models", "path", *words], capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else None


def photo_of(x, y):
    """A picture with edges and gradients: somebody, roughly, before a wall."""
    inside = (x - 160) ** 2 + (y - 80) ** 2 < 45 ** 2 or (abs(x - 160) < 70 and y > 120)
    return (200, 150 + y // 8, 120) if inside else (40 + x // 4, 90, 60 + y // 3)


class Studio:
    """A running `vbg studio` on a photo, or with the browser's camera."""

    def __init__(self, folder, *options, camera=None):
        self.folder = folder
        self.environment = {
            **os.environ, "XDG_RUNTIME_DIR": folder, "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_DATA_HOME": f"{folder}/data", "XDG_STATE_HOME": f"{folder}/state"}
        model, photo = found(), found("--sample-photo")
        if not (model and photo):
            photo = f"{folder}/photo.png"
            with open(photo, "wb") as file:
                file.write(png(320, 240, photo_of))
            model = os.path.join(PROJECT, "Tests/GoldenTests/Models/segmentation_network.tflite")
            self.model = ["--model", model, "--decode", "softmax2", "--input-range", "0...1"]
        else:
            self.model = ["--model", model]
        self.photo = photo
        self.process = subprocess.Popen(
            [PROGRAM, "studio", "--no-open", *(["--camera", camera] if camera else ["--photo", photo]), *self.model,
             *options], text=True, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=end_with_parent)
        self.address = self.process.stdout.readline().strip()
        if not self.address.startswith("http://127.0.0.1:"):
            raise BrowserError(f"expected an address, found '{self.address}' {self.process.stderr.read()}")

    def compose(self, *options):
        """The PNG file that `vbg compose` makes of the photo."""
        path = f"{self.folder}/composed.png"
        subprocess.run([PROGRAM, "compose", self.photo, *self.model, *options, "--decontaminate", "off", "-o", path],
                       check=True, env=self.environment, stdout=subprocess.DEVNULL)
        with open(path, "rb") as file:
            return file.read()

    def end(self):
        """Ends it as control-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=20 * PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@unittest.skipUnless(PROGRAM, "VBG_PROGRAM names no program")
@unittest.skipUnless(all(shutil.which(name) for name in Chromium.programs), "chromium and chromedriver are not there")
class StudioTests(unittest.TestCase):
    """What somebody sees who opens the address."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Chromium()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="vbg-studio-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.studio = None

    def tearDown(self):
        if self.studio and self.studio.process.poll() is None:
            self.assertEqual(self.studio.end(), 0)

    def open(self, *options, width=1280, height=900, camera=None):
        """Starts a studio, and opens its page."""
        self.studio = Studio(self.folder, *options, camera=camera)
        self.browser.size(width, height)
        self.browser.open(self.studio.address)
        self.browser.messages()
        self.browser.wait("the page", "return document.body.dataset.ready === 'true'")
        self.wait_for_pictures(2)

    def wait_for_pictures(self, count):
        """Waits until so many more pictures were shown."""
        before = self.browser.run("return vbgStudio.count")
        self.browser.wait("pictures", f"return vbgStudio.count >= {before + count}")

    def set(self, selector, value=None):
        """Chooses a value of a control."""
        self.browser.run(SET, selector, value)

    def settings(self):
        """The settings that the session has."""
        found = subprocess.run([PROGRAM, "ctl", "status", "--json", "--name", "studio"], check=True,
                               env=self.studio.environment, capture_output=True)
        return json.loads(found.stdout)["settings"]

    def wait_for(self, name, condition, seconds=20):
        """Waits until a setting of the session is as it should be."""
        end = time.monotonic() + seconds * PATIENCE
        while not condition(self.settings().get(name)):
            if time.monotonic() > end:
                self.fail(f"expected another {name}, found {self.settings().get(name)}; notices {self.notices()}")
            time.sleep(0.05)

    def notices(self):
        """The messages that the page shows."""
        return self.browser.run("return [...document.querySelectorAll('.notice p')].map((p) => p.textContent)")

    def pixels(self):
        """Size and bytes of what the canvas shows, RGB."""
        width, height, values = self.browser.run("""
            const canvas = document.getElementById("result");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let text = "";
            for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i], data[i + 1], data[i + 2]);
            return [canvas.width, canvas.height, btoa(text)];
        """)
        return width, height, base64.b64decode(values)

    def shot(self, name):
        """A screenshot, where somebody wants them."""
        if SHOTS:
            os.makedirs(SHOTS, exist_ok=True)
            self.browser.screenshot(os.path.join(SHOTS, f"studio-{name}.png"))

    def test_it_shows_what_leaves(self):
        """Pictures, figures, no message of the console, no token in the address, two sizes and schemes."""
        self.open("--blur", "8")
        self.browser.wait("figures", "return Number(document.getElementById('figure-outputRate').textContent) > 0")
        self.assertEqual(self.browser.messages(), [])
        self.assertEqual(self.notices(), [])
        self.assertEqual(self.browser.run("return location.href"), self.studio.address.split("#")[0])
        self.assertTrue(self.browser.run("return document.querySelector('.plot canvas').ariaLabel.includes(' ms')"))
        for scheme in ("light", "dark"):
            self.browser.color_scheme(scheme)
            for width, height in ((1280, 900), (400, 860)):
                self.browser.size(width, height)
                self.wait_for_pictures(3)
                self.assertEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
                self.shot(f"{scheme}-{width}")
        self.browser.color_scheme("light")
        # The tab keeps what it needs to be loaded again; another one does not have it.
        self.browser.open(self.studio.address.split("#")[0])
        self.browser.wait("the page", "return document.body.dataset.ready === 'true'")
        tab, first = self.browser.new_tab(), self.browser.window()
        self.browser.switch(tab)
        self.browser.open(self.studio.address.split("#")[0])
        self.browser.wait("a refusal", "return document.querySelector('[data-notice=errorToken]') !== null")
        self.browser.command("DELETE", "/window")
        self.browser.switch(first)

    def test_the_browsers_own_camera(self):
        """The camera of the browser's computer goes through the session, and is let go of; until then all is the slate."""
        self.open("--none", camera="browser")
        self.assertEqual(len(set(self.pixels()[2])), 1)
        self.browser.run("document.getElementById('camera').click()")
        # Chromium's fake camera is green.
        green = """
            const { width, height } = document.getElementById("result");
            const { data } = document.getElementById("result").getContext("2d").getImageData(0, 0, width, height);
            let count = 0;
            for (let i = 0; i < data.length; i += 4) if (data[i] < 60 && data[i + 1] > 90 && data[i + 2] < 60) count += 1;
            return [width, height, count / (width * height)]"""
        self.browser.wait("the camera", f"return (() => {{ {green} }})()[2] > 0.3")
        self.assertEqual(self.browser.run(green)[:2], [1280, 720])
        self.browser.run("document.getElementById('camera').click()")
        self.browser.wait("the slate", f"return (() => {{ {green} }})()[2] === 0")
        self.assertEqual(self.notices(), [])

    def test_every_control(self):
        """Each control changes its setting in the session, and no error is shown."""
        self.open("--color", "#204060")
        near = lambda wanted: lambda found: found is not None and abs(found - wanted) < 1e-3
        changes = [
            ('input[data-setting=kind][value="none"]', None, "none", lambda v: v is True),
            ('input[data-setting=kind][value="blur"]', None, "blur", lambda v: v is True or near(8)(v)),
            ("input[name=blur]", "12.5", "blur", near(12.5)),
            ("select[name=blur-shape]", "disc", "blur-shape", "disc".__eq__),
            ('input[data-setting=kind][value="color"]', None, "color", lambda v: v is not None),
            ("input[name=color]", "#123456", "color", lambda v: v.lower().startswith("#123456")),
            *[("select[name=filter]", name, "filter", name.__eq__) for name in ("exact", "separable", "none", "guided")],
            ("input[name=sigma-space]", "2.5", "sigma-space", near(2.5)),
            ("input[name=sigma-color]", "0.3", "sigma-color", near(0.3)),
            ("input[name=coverageLow]", "0.4", "coverage", lambda v: abs(v[0] - 0.4) < 1e-3),
            ("input[name=coverageHigh]", "0.9", "coverage", lambda v: abs(v[1] - 0.9) < 1e-3),
            ("input[name=light-wrap]", "0.8", "light-wrap", near(0.8)),
            ("select[name=blend]", "linear-dodge", "blend", "linear-dodge".__eq__),
            ("select[name=wrap-source]", "blurred", "wrap-source", "blurred".__eq__),
            ("select[name=wrap-reach]", "coverage", "wrap-reach", "coverage".__eq__),
            ("input[name=smooth]", None, "smooth", "off".__eq__),
            ("input[name=decontaminate]", None, "decontaminate", lambda v: v in (True, "on")),
            ("input[name=mirror]", None, "mirror", lambda v: v is True),
            ("input[name=mirror]", None, "mirror", lambda v: not v),
            ("input[name=auto-frame]", None, "auto-frame", lambda v: v is True),
            ("input[name=only-main-person]", None, "only-main-person", lambda v: v is True),
            ("input[name=min-area]", "2.5", "min-area", near(2.5)),
            ("input[name=fill-holes]", "1.5", "fill-holes", near(1.5)),
            ("input[name=outline]", "-6", "shrink", near(6)), ("input[name=outline]", "4", "grow", near(4)),
            ("input[name=feather]", "9", "feather", near(9)), ("input[name=opacity]", "85", "opacity", near(85)),
            ("input[name=relight]", "0.7", "relight", near(0.7)), ("input[name=warmth]", "-20", "warmth", near(-20)),
            ("input[name=dim-background]", "30", "dim-background", near(30)),
            ("input[name=desaturate-background]", "40", "desaturate-background", near(40)),
            ("select[name=preset]", "demo", "filter", "exact".__eq__),
        ]
        names = self.browser.run("""
            for (const part of document.querySelectorAll("details")) part.open = true;
            return [...new Set([...document.querySelectorAll("#controls :is(input, select)")]
              .map((control) => control.dataset.setting ?? control.name).filter(Boolean))]""")
        tried = {part.split("=")[1] for part in (selector.split("]")[0] for selector, *_ in changes)}
        self.assertEqual(sorted(set(names) - tried - {"fit"}), [], "controls that are not tried")
        for selector, value, name, condition in changes:
            self.set(selector, value)
            self.wait_for(name, condition)
        self.assertEqual(self.notices(), [])
        self.wait_for_pictures(3)
        # A slider that is dragged: all values are taken, the last one stays.
        for value in range(0, 21):
            self.set("input[name=feather]", str(value))
        self.wait_for("feather", near(20))

    def test_pixels_are_those_of_the_native_program(self):
        """What the page shows of a still photo is what `vbg compose` makes of it, by way of YUYV and JPEG."""
        for options in (("--color", "#2060a0"), ("--none",)):
            self.open(*options, "--smooth", "off")
            self.wait_for_pictures(5)
            width, height, channels, wanted = decoded_png(self.studio.compose(*options))
            found = self.pixels()
            scale = width // found[0]
            self.assertEqual((found[0] * scale, found[1] * scale), (width // scale * scale, height // scale * scale))
            total, count = 0, 0
            for y in range(0, found[1], 3):
                for x in range(0, found[0], 3):
                    for channel in range(3):
                        values = [wanted[((y * scale + j) * width + x * scale + i) * channels + channel]
                                  for j in range(scale) for i in range(scale)]
                        total += abs(found[2][(y * found[0] + x) * 3 + channel] - sum(values) / len(values))
                        count += 1
            self.assertLess(total / count, 4, options)
            self.assertEqual(self.studio.end(), 0)

    def test_pictures_that_are_sent(self):
        """A picture stands behind the person once it is sent; what is none is refused where all see it."""
        self.open("--color", "#000000", "--light-wrap", "0")
        path = os.path.join(self.folder, "green.png")
        with open(path, "wb") as file:
            file.write(png(64, 48, lambda x, y: (0, 220, 0)))
        self.browser.type("#picture-file", path)
        self.browser.wait("green", """
            const canvas = document.getElementById("result");
            const [red, green, blue] = canvas.getContext("2d").getImageData(2, 2, 1, 1).data;
            return green > 180 && red < 40 && blue < 40;""")
        self.wait_for("background", lambda path: path.startswith(f"{self.folder}/data/vbg/backgrounds/"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('#pictures .tile').length"), 1)
        self.browser.wait("a thumbnail", "return document.querySelector('#pictures img').naturalWidth > 0")
        self.assertTrue(self.browser.run("return document.querySelector('#pictures input').checked"))
        self.set("select[name=fit]", "tile")
        self.wait_for("fit", "tile".__eq__)
        # Another kind and back: the picture is chosen again.
        self.set('input[data-setting=kind][value="blur"]')
        self.wait_for("blur", lambda v: v is not None)
        self.set('input[data-setting=kind][value="image"]')
        self.wait_for("background", lambda path: path is not None)
        files = {
            "text.png": b"no picture", "half.png": png(64, 48, lambda x, y: (x, y, 0))[:200],
            "large.png": large_png(10_000, 10_000), "huge.png": bytes(33 << 20)}
        for name, content in files.items():
            with open(os.path.join(self.folder, name), "wb") as file:
                file.write(content)
            self.browser.type("#picture-file", os.path.join(self.folder, name))
            self.browser.wait(f"a word on {name}", """
                const [notice] = document.querySelectorAll(".notice-error");
                const isIt = notice?.textContent.includes(args[0]);
                if (isIt) notice.querySelector("button").click();
                return isIt;""", name)
        self.wait_for_pictures(3)
        self.assertEqual(self.browser.run("return document.querySelectorAll('#pictures .tile').length"), 1)

    def test_pause_command_save_and_end(self):
        """The buttons, and what is said when vbg ends."""
        self.open("--color", "#204060", "--mirror")
        self.browser.click("#pause")
        self.browser.wait("a pause", "return document.getElementById('stage-state').textContent.startsWith('Paused')")
        self.browser.click("#pause")
        self.browser.wait("its end", "return document.getElementById('stage-state').textContent === ''")
        command = self.browser.run("return document.getElementById('command').textContent")
        for word in ("vbg live ", "--mirror", "--color '#204060", "--filter guided"):
            self.assertIn(word, command)
        self.browser.click("#save")
        self.browser.wait("a word on it", "return document.querySelector('[data-notice=noticeSaved]') !== null")
        with open(f"{self.folder}/config/vbg/config.toml") as file:
            text = file.read()
        self.assertIn("mirror = true", text)
        # The camera's own picture is shown only when asked for, and marked.
        self.assertFalse(self.browser.run("return document.getElementById('stage').hasAttribute('data-original')"))
        self.set('input[data-setting=view][value="original"]')
        self.wait_for_pictures(2)
        self.assertTrue(self.browser.run("return document.getElementById('stage').hasAttribute('data-original')"))
        self.assertEqual(self.studio.end(), 0)
        self.browser.wait("a word on the end", "return document.querySelector('[data-notice=errorGone]') !== null")

    def test_keyboard_and_screen_readers(self):
        """Everything has a name and can be reached by the keyboard."""
        self.open("--color", "#204060")
        nameless = self.browser.run("""
            for (const part of document.querySelectorAll("details")) part.open = true;
            const nameOf = (control) => control.ariaLabel || control.closest("label")?.textContent.trim()
              || document.querySelector(`label[for="${control.id}"]`)?.textContent.trim() || control.textContent.trim();
            return [...document.querySelectorAll("button, input, select, canvas, pre")]
              .filter((control) => control.matches("pre") ? control.tabIndex !== 0 : !nameOf(control))
              .map((control) => control.outerHTML.slice(0, 80))""")
        self.assertEqual(nameless, [])
        # From the skip link to the settings, and a slider by arrow keys.
        self.browser.run("document.querySelector('input[name=feather]').focus()")
        self.browser.press("\ue014", "\ue014", "\ue014")
        self.wait_for("feather", lambda value: value == 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
