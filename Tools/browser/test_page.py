"""The page in Chromium: every control, files, cameras, what goes wrong, and its pixels against the native program."""

import os
import shlex
import shutil
import subprocess
import time
import unittest

from fixtures import (
    PROGRAM, BrowserCase, BrowserError, Chromium, StaticServer, decoded_png, difference, film, large_png, png)

# Chooses a value as a person does, with the events of a control.
SET = """
    const [selector, value] = args;
    const control = document.querySelector(selector);
    if (!control) throw new Error(`expected ${selector}`);
    control.closest("details")?.setAttribute("open", "");
    if (control.type === "radio" || control.type === "checkbox") control.click();
    else {
      control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
"""
# A hash of the picture, and its corner.
PICTURE = """
    const canvas = document.getElementById("result");
    const small = new OffscreenCanvas(48, 27), context = small.getContext("2d");
    context.drawImage(canvas, 0, 0, 48, 27);
    const { data } = context.getImageData(0, 0, 48, 27);
    const at = (x, y) => [...data.slice((y * 48 + x) * 4, (y * 48 + x) * 4 + 4)];
    return { corner: at(1, 1), middle: at(24, 14), sum: data.reduce((s, v, i) => (s * 31 + v * (i % 97)) % 1e9, 0),
      width: canvas.width, height: canvas.height };
"""


class PageCase(BrowserCase):
    """Tests of the page."""

    def set(self, selector, value=None):
        """Chooses a value of a control."""
        self.run_script(SET, selector, value)

    def choose(self, name, value):
        """Chooses one of tiles or segments."""
        self.set(f'input[data-setting="{name}"][value="{value}"]')

    def picture(self):
        """What the result shows."""
        return self.run_script(PICTURE)

    def wait_for_picture(self, what, condition, seconds=45):
        """Waits until the picture fulfills a condition, and gives it."""
        end = time.monotonic() + seconds
        while True:
            found = self.picture()
            if condition(found):
                return found
            if time.monotonic() > end:
                self.fail(f"expected {what}, found {found}; notices {self.notices()}")
            time.sleep(0.1)

    def allow_downloads(self):
        """Downloads go to the folder of the test."""
        self.browser.devtools("Browser.setDownloadBehavior", behavior="allow", downloadPath=self.folder)

    def download(self, selector, name, seconds=40):
        """Clicks, and gives the file that is saved."""
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.remove(path)
        self.run_script("document.querySelector(args[0]).click()", selector)
        end = time.monotonic() + seconds
        while not os.path.exists(path):
            if time.monotonic() > end:
                self.fail(f"expected {name}, found {os.listdir(self.folder)}; notices {self.notices()}")
            time.sleep(0.1)
        with open(path, "rb") as file:
            return file.read()


class PageTests(PageCase):
    """What the page does when all is well."""

    def test_it_opens_and_composites(self):
        """The first composite, without a message of the console; screenshots of both sizes and schemes."""
        start = time.monotonic()
        self.open_page(rate=None)
        self.browser.wait("a composite", "return document.getElementById('result').width > 300")
        print(f"  first composite after {time.monotonic() - start:.2f} s, of the browser's own clock "
              f"{self.run_script('return (performance.now() / 1000).toFixed(2)')} s")
        self.wait_for_figures()
        self.assertEqual(self.browser.messages(), [])
        self.assertEqual(self.notices(), [])
        for scheme in ("light", "dark"):
            self.browser.color_scheme(scheme)
            for width, height in ((1280, 900), (400, 860)):
                self.open_page("#source=scene&view=split", width, height)
                self.wait_for_figures()
                self.assertEqual(self.run_script("return document.documentElement.scrollWidth"), width)
                self.shot(f"{scheme}-{width}")
        self.browser.color_scheme("light")

    def test_every_control(self):
        """Each control changes its setting: the address says so, no error is shown, frames go on; the link reproduces
        all of it."""
        self.open_page()
        changes = [
            ("mirror", "input[name=mirror]", None, "mirror=1"), ("rate", "input[name=rate]", "24", "rate=24"),
            ("background", 'input[value="none"]', None, "background=none"),
            ("background", 'input[value="blur"]', None, "background=blur"),
            ("blur", "input[name=blur]", "7.5", "blur=7.5"),
            ("background", 'input[value="color"]', None, "background=color"),
            ("color", "input[name=color]", "#123456", "color=%23123456"),
            ("background", 'input[value="transparent"]', None, "background=transparent"),
            ("background", 'input[data-setting=background][value="image"]', None, "rate="),
            *[("picture", f'input[data-setting=picture][value="{name}"]', None, f"picture={name}")
              for name in ("studio", "shelves", "waves")],
            ("fit", "select[name=fit]", "contain", "fit=contain"),
            ("preset", "select[name=preset]", "demo", "preset=demo"),
            ("preset", "select[name=preset]", "simple", "preset=simple"),
            ("preset", "select[name=preset]", "standard", ""),
            *[("filter", "select[name=filter]", name, f"filter={name}" if name != "guided" else "")
              for name in ("exact", "separable", "none", "guided")],
            ("sigmaSpace", "input[name=sigmaSpace]", "2.5", "sigmaSpace=2.5"),
            ("sigmaColor", "input[name=sigmaColor]", "0.3", "sigmaColor=0.3"),
            ("coverageLow", "input[name=coverageLow]", "0.4", "coverageLow=0.4"),
            ("coverageHigh", "input[name=coverageHigh]", "0.9", "coverageHigh=0.9"),
            ("lightWrap", "input[name=lightWrap]", "0.8", "lightWrap=0.8"),
            ("blend", "select[name=blend]", "linear-dodge", "blend=linear-dodge"),
            ("wrapSource", "select[name=wrapSource]", "blurred", "wrapSource=blurred"),
            ("smoothing", "input[name=smoothing]", None, "smoothing=off"),
            ("decontaminate", "input[name=decontaminate]", None, "decontaminate=1"),
            *[("view", f'input[data-setting=view][value="{name}"]', None, f"view={name}" if name != "result" else "")
              for name in ("split", "mask", "overlay", "original", "result")],
            ("backend", "select[name=backend]", "plain", "backend=plain"),
            ("model", "select[name=model]", "selfie", "model=selfie"),
        ]
        names = set()
        for name, selector, value, fragment in changes:
            names.add(name)
            with self.subTest(control=selector, value=value):
                self.set(selector, value)
                found = self.run_script("await new Promise((r) => setTimeout(r, 120)); return location.hash")
                self.assertIn(fragment, found)
                self.assertEqual(self.notices(), [])
        found = self.run_script("""return [...document.querySelectorAll("main input, main select")]
            .map((c) => c.dataset.setting ?? c.name).filter(Boolean)""")
        # Threads show where they are chosen, sources have tests of their own.
        self.assertEqual(set(found) - names, {"source", "threads"})
        fragment = self.run_script("return location.hash")
        self.assertIn("source=portrait", fragment)
        shown = "return [...document.querySelectorAll('main input, main select')].filter((c) => c.name)" \
            ".map((c) => [c.dataset.setting ?? c.name, c.type === 'radio' || c.type === 'checkbox' ? c.checked : c.value])"
        before = self.run_script(shown)
        self.open_page(fragment, rate=None)
        self.browser.wait("the model", "return document.querySelector('select[name=model]').value === 'selfie'")
        self.assertEqual(self.run_script(shown), before)
        self.wait_for_figures()
        self.run_script("document.getElementById('reset').click()")
        self.browser.wait("the defaults", "return location.hash === ''")
        self.assertEqual(self.run_script("return document.querySelector('select[name=filter]').value"), "guided")
        self.assertEqual(self.browser.messages(), [])

    def test_a_hostile_link_breaks_nothing(self):
        """Values out of range, names that there are not, and markup are left out."""
        self.open_page("#sigmaSpace=99&coverageLow=0.9&coverageHigh=0.1&view=%3Cimg%3E&model=../../x&rate=NaN"
                       "&__proto__=1&constructor=2&blur=1e999&threads=-4&backend=cuda&color=red")
        self.wait_for_figures()
        self.assertEqual(self.notices(), [])
        self.assertEqual(self.run_script("return document.querySelector('input[name=sigmaSpace]').value"), "1")

    def test_backgrounds_show(self):
        """The corner of the scene, where nobody is, shows what was chosen."""
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])
        self.choose("background", "transparent")
        self.wait_for_picture("transparency", lambda p: p["corner"][3] == 0)
        self.choose("background", "none")
        self.wait_for_picture("the room", lambda p: p["corner"][0] > 200 and p["corner"][3] == 255)
        self.choose("view", "mask")
        self.choose("background", "color")
        self.wait_for_picture("a black corner", lambda p: p["corner"][:3] == [0, 0, 0] and p["middle"][0] > 200)

    def test_split_view_by_mouse_and_keyboard(self):
        """The border moves by arrows and by the mouse; at its left is the original."""
        self.open_page("#source=scene&view=split&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("document.getElementById('split').focus()")
        self.browser.press("\ue014", "\ue014", "\ue010")
        self.browser.wait("100 per cent", "return document.getElementById('split').ariaValueNow === '100'")
        self.browser.press("\ue011")
        self.browser.wait("0 per cent", "return document.getElementById('split').ariaValueNow === '0'")
        box = self.run_script("""const { left, top, width, height } = document.getElementById("original").getBoundingClientRect();
            return [left, top, width, height]""")
        for kind, x in (("mousePressed", box[0]), ("mouseMoved", box[0] + box[2] * 0.25), ("mouseReleased", box[0] + box[2] * 0.25)):
            self.browser.devtools("Input.dispatchMouseEvent", type=kind, x=x + 1, y=box[1] + box[3] / 2, button="left", buttons=1, clickCount=1)
        self.assertAlmostEqual(float(self.run_script("return document.getElementById('split').ariaValueNow")), 25, delta=2)
        self.assertIn("inset", self.run_script("return getComputedStyle(document.getElementById('original')).clipPath"))

    def test_uploads(self):
        """A photo, a film, a background and a model by their buttons; a drop; what is none of these."""
        self.open_page("#background=color&color=%23ff0000")
        photo = self.path("own photo.png", png(320, 240, lambda x, y: (x % 256, y, 90)))
        self.browser.type("#source-file", photo)
        self.wait_for_picture("the photo's size", lambda p: (p["width"], p["height"]) == (320, 240))
        self.browser.type("#picture-file", self.path("sky.png", png(40, 30, lambda x, y: (10, 20, 250))))
        self.wait_for_picture("the picture", lambda p: p["corner"][2] > 240 and p["corner"][0] < 30)
        self.browser.type("#source-file", film(self.folder))
        self.wait_for_picture("the film's size", lambda p: (p["width"], p["height"]) == (640, 360))
        self.assertIn("vbg video film.webm", self.run_script("return document.getElementById('command').textContent"))
        self.browser.type("#source-file", self.path("words.txt", b"no picture"))
        self.notice("errorFile")
        self.browser.type("#source-file", self.path("broken.jpg", b"\xff\xd8\xff\xe0 no picture"))
        self.notice("errorPhoto")
        self.browser.type("#source-file", self.path("broken.mp4", b"no film at all"))
        self.notice("errorFilm")
        self.run_script("""
            const data = new DataTransfer();
            const canvas = new OffscreenCanvas(200, 100); canvas.getContext("2d").fillRect(0, 0, 9, 9);
            data.items.add(new File([await canvas.convertToBlob()], "dropped.png", { type: "image/png" }));
            for (const name of ["dragenter", "dragover", "drop"]) {
              document.body.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
            }""")
        self.wait_for_picture("the dropped photo's size", lambda p: (p["width"], p["height"]) == (200, 100))

    def test_models_by_file(self):
        """A model that is garbage is refused in words; a good one is inspected, and runs."""
        self.open_page("#background=color&color=%23ff0000")
        self.wait_for_figures()
        self.browser.type("#model-file", self.path("garbage.tflite", bytes(range(256)) * 40))
        self.assertIn("stays in use", self.notice("errorModel"))
        before = self.picture()
        self.assertEqual(before["corner"][:3], [255, 0, 0])
        with open(os.path.join(os.environ["VBG_SITE"], "models", "selfie_segmentation.tflite"), "rb") as file:
            content = file.read()
        self.browser.type("#model-file", self.path("mine.tflite", content))
        self.assertIn("256×256", self.notice("noticeModel"))
        facts = self.run_script("return document.getElementById('model-facts').textContent")
        self.assertIn("mine.tflite", facts)
        self.assertIn("9ee168ec7c8f2a16", facts)
        self.assertEqual(self.run_script("return document.querySelector('select[name=model]').value"), "own")
        self.browser.type("#source-file", self.path("cut.tflite", content[:100_000]))
        self.notice("errorModel")
        self.wait_for_figures()

    def test_a_photo_of_100_megapixels(self):
        """It is scaled, which is said, and shown."""
        self.open_page("#background=color&color=%23ff0000")
        self.browser.type("#source-file", self.path("large.png", large_png(11600, 8700)))
        text = self.notice("noticeScaled", seconds=60)
        self.assertIn("101 megapixels", text)
        self.wait_for_picture("the photo", lambda p: p["width"] > 1500, seconds=30)
        self.browser.type("#source-file", self.path("huge.png", large_png(16000, 16400)))
        self.assertIn("262 megapixels", self.notice("errorPhotoLarge", seconds=60))
        self.wait_for_figures()

    def test_saved_pictures_are_the_native_program_s(self):
        """The PNG files that the page saves are what its own command line gives, to a level or two."""
        if not PROGRAM:
            self.skipTest("no native program (VBG_PROGRAM)")
        self.allow_downloads()
        photo = os.path.join(self.folder, "astronaut.png")
        shutil.copy(os.path.join(os.environ["VBG_SITE"], "photos", "astronaut.png"), photo)
        cases = [
            ("#background=color&color=%231f6f8b&preset=demo", "astronaut.color.png", "#save-picture"),
            ("#background=color&color=%23ffffff", "astronaut.color.png", "#save-picture"),
            ("#background=blur&blur=4", "astronaut.blurred.png", "#save-picture"),
            ("#background=image&picture=shelves&preset=demo&lightWrap=0.6&blend=linear-dodge", "astronaut.background.png", "#save-picture"),
            ("#background=image&picture=dusk&mirror=1&model=selfie&fit=contain", "astronaut.background.png", "#save-picture"),
            ("#background=blur&preset=simple", "astronaut.blurred.png", "#save-picture"),
            ("#background=transparent&preset=demo", "astronaut.cutout.png", "#save-cutout"),
        ]
        for fragment, name, button in cases:
            with self.subTest(link=fragment):
                self.open_page(fragment)
                self.wait_for_figures()
                for picture in ("dusk", "shelves"):
                    path = os.path.join(self.folder, f"{picture}.png")
                    if f"picture={picture}" in fragment and not os.path.exists(path):
                        self.save_drawing(picture, path)
                saved = self.download(button, name)
                command = self.run_script("return document.getElementById('command').textContent")
                words = shlex.split(command)
                self.assertEqual(words[:3], ["vbg", "compose", "astronaut.png"])
                subprocess.run([PROGRAM, *words[1:], "-o", "native.png", "--quiet"], check=True, cwd=self.folder,
                               stdin=subprocess.DEVNULL)
                with open(os.path.join(self.folder, "native.png"), "rb") as file:
                    worst, share = difference(saved, file.read())
                print(f"  {fragment}: worst {worst} of 255, more than one on {share * 100:.4f} %")
                self.assertLessEqual(share, 1e-4)
                if "transparent" in fragment:
                    alphas = decoded_png(saved)[3][3::4]
                    self.assertEqual((min(alphas), max(alphas)), (0, 255))

    def save_drawing(self, name, path):
        """Writes a background that the page draws."""
        import base64
        address = self.run_script(
            "const { drawnPicture } = await import('/scripts/scenes.js'); return drawnPicture(args[0]).toDataURL()", name)
        with open(path, "wb") as file:
            file.write(base64.b64decode(address.split(",")[1]))

    def test_a_recording_is_a_film(self):
        """Two seconds are recorded as WebM that ffprobe reads."""
        self.allow_downloads()
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("document.getElementById('record').click()")
        time.sleep(2.5)
        content = self.download("#record", "vbg.webm")
        self.assertEqual(content[:4], b"\x1a\x45\xdf\xa3")
        if shutil.which("ffprobe"):
            found = subprocess.run(
                ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries",
                 "stream=width,height,nb_read_frames", "-of", "csv=p=0", os.path.join(self.folder, "vbg.webm")],
                check=True, capture_output=True, text=True).stdout.strip().rstrip(",")
            width, height, count = map(int, found.split(","))
            self.assertEqual((width, height), (1280, 720))
            self.assertGreater(count, 10)

    def test_the_second_window_receives_the_result(self):
        """A window of its own gets the composited picture over WebRTC, and not the split or the room."""
        self.open_page("#source=scene&background=color&color=%23ff0000&view=split")
        self.wait_for_figures()
        page = self.browser.window()
        self.browser.click("#second-window")
        end = time.monotonic() + 10
        while len(self.browser.windows()) < 2 and time.monotonic() < end:
            time.sleep(0.1)
        viewer = next(handle for handle in self.browser.windows() if handle != page)
        self.browser.switch(viewer)
        try:
            self.browser.wait("frames", """
                const video = document.querySelector("video");
                return video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 5""", seconds=30)
            corner = self.run_script("""
                const canvas = new OffscreenCanvas(48, 27), context = canvas.getContext("2d");
                context.drawImage(document.querySelector("video"), 0, 0, 48, 27);
                return [...context.getImageData(1, 1, 1, 1).data]""")
            self.assertGreater(corner[0], 215)
            self.assertLess(corner[1], 40)
            self.shot("second-window")
            self.browser.command("DELETE", "/window")
        finally:
            self.browser.switch(page)

    def test_names_and_order_for_keyboards_and_screen_readers(self):
        """Every control has a name, can be reached by Tab, and nothing else is in the way."""
        self.open_page("#source=scene&view=split")
        self.wait_for_figures()
        nodes = self.browser.devtools("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "slider", "combobox", "checkbox", "radio", "spinbutton", "link", "img", "radiogroup"}
        nameless = [node["role"]["value"] for node in nodes
                    if not node.get("ignored") and node.get("role", {}).get("value") in roles
                    and not node.get("name", {}).get("value")]
        self.assertEqual(nameless, [])
        self.run_script("document.activeElement?.blur(); window.scrollTo(0, 0)")
        seen = []
        for _ in range(45):
            self.browser.press("\ue004")
            seen.append(self.run_script("""const e = document.activeElement;
                return e.dataset.setting || e.name || e.id || e.tagName"""))
        for name in ("copy-link", "reset", "theme", "split", "save-picture", "record", "mirror", "rate"):
            self.assertIn(name, seen)
        self.assertIn("source-file", seen)
        self.run_script("document.querySelector('input[data-setting=background]:checked').focus()")
        self.browser.press("\ue014")
        self.browser.wait("another background by the keyboard", "return location.hash.includes('background=')")

    def test_theme(self):
        """Dark by choice, and still so when the page is opened again."""
        self.open_page()
        self.set("#theme", "dark")
        dark = self.run_script("return getComputedStyle(document.body).color")
        self.open_page()
        self.assertEqual(self.run_script("return document.documentElement.dataset.theme"), "dark")
        self.assertEqual(self.run_script("return getComputedStyle(document.body).color"), dark)
        self.set("#theme", "auto")


class CameraTests(PageCase):
    """The page and a camera: Chromium's fake one."""

    def test_the_camera_is_shown_and_hidden_pages_go_on(self):
        """The fake camera on red; figures; while the page is hidden frames go on."""
        self.open_page("#background=color&color=%23ff0000")
        self.choose("source", "camera")
        self.browser.wait("the camera", "return document.getElementById('command').textContent.startsWith('vbg live')")
        self.wait_for_picture("the camera's size", lambda p: p["width"] in (640, 1280) and p["corner"][:3] == [254, 0, 0]
                              or p["width"] in (640, 1280) and p["corner"][0] > 240 and p["corner"][1] < 20)
        self.wait_for_figures()
        window = self.browser.devtools("Browser.getWindowForTarget")["windowId"]
        self.browser.devtools("Browser.setWindowBounds", windowId=window, bounds={"windowState": "minimized"})
        try:
            self.assertEqual(self.run_script("return document.visibilityState"), "hidden")
            time.sleep(1)
            first = self.picture()
            time.sleep(1)
            self.assertNotEqual(first["sum"], self.picture()["sum"])
        finally:
            self.browser.devtools("Browser.setWindowBounds", windowId=window, bounds={"windowState": "normal"})

    def test_a_camera_that_is_lost_and_back(self):
        """It goes: the slate, and a sentence. It is plugged in again: it is shown without a click."""
        self.open_page("#background=color&color=%23ff0000")
        self.run_script("""
            const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            self.streams = [];
            navigator.mediaDevices.getUserMedia = async (wish) => { const s = await real(wish); streams.push(s); return s; };""")
        self.choose("source", "camera")
        self.browser.wait("the camera", "return self.streams.length === 1")
        self.wait_for_figures()
        self.run_script("""const [track] = streams[0].getVideoTracks(); track.stop(); track.dispatchEvent(new Event("ended"))""")
        self.notice("errorCameraLost")
        self.wait_for_picture("the slate", lambda p: p["corner"][:3] == [255, 0, 0] and p["middle"][:3] == [255, 0, 0])
        self.run_script("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        self.browser.wait("the camera again", "return self.streams.length === 2")
        self.browser.wait("the notice to go", "return !document.querySelector('[data-notice=errorCameraLost]')")
        self.wait_for_figures()

    def test_cameras_that_cannot_be_opened(self):
        """Refused, absent, busy, and a browser that gives none: each a sentence, and the page goes on."""
        self.open_page("#background=color&color=%23ff0000")
        for name, key in (("NotAllowedError", "errorCameraRefused"), ("NotFoundError", "errorCameraNone"),
                          ("NotReadableError", "errorCameraBusy")):
            self.run_script("""navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("x", args[0]); }""", name)
            self.choose("source", "camera")
            self.assertTrue(self.notice(key))
            self.assertTrue(self.run_script("return document.querySelector('input[value=portrait]').checked"))
        self.run_script("""Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true })""")
        self.choose("source", "camera")
        self.notice("errorCameraUnknown")
        self.wait_for_figures()
        self.shot("camera-refused")


class RefusedCameraTests(PageCase):
    """The page where the browser itself refuses the camera."""

    options = {"camera": False}

    def test_a_refused_permission(self):
        """A link that asks for the camera, which is refused: a sentence, and the portrait."""
        self.browser.devtools("Browser.setPermission", permission={"name": "camera"}, setting="denied",
                              origin=self.server.address.rstrip("/"))
        self.open_page("#source=camera")
        self.notice("errorCameraRefused")
        self.wait_for_picture("the portrait", lambda p: p["width"] == 512)
        self.wait_for_figures()


class FaultTests(PageCase):
    """What goes wrong around the page."""

    def before_page(self, script):
        """Runs a script before those of the next pages; gives what ends that."""
        made = self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=script)
        self.addCleanup(lambda: self.browser.devtools(
            "Page.removeScriptToEvaluateOnNewDocument", identifier=made["identifier"]))

    def test_a_browser_without_simd(self):
        """One sentence that says what to do; photos can still be seen."""
        self.before_page("WebAssembly.validate = () => false;")
        self.open_page()
        self.assertIn("Use a current", self.notice("errorLibrary"))
        self.shot("no-simd")

    def test_a_browser_without_webgl_and_streams(self):
        """No WebGL, no streams of frames, no WebCodecs: it works."""
        self.before_page("""
            const real = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...others) {
              return /webgl|webgpu/.test(kind) ? null : real.call(this, kind, ...others); };
            delete self.MediaStreamTrackProcessor; delete self.MediaStreamTrackGenerator; delete self.VideoFrame;""")
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])
        self.choose("source", "camera")
        self.browser.wait("the camera", "return document.getElementById('command').textContent.startsWith('vbg live')")
        self.wait_for_picture("red", lambda p: p["corner"][0] > 240 and p["corner"][1] < 20)
        self.assertEqual(self.notices(), [])

    def test_a_lost_worker(self):
        """The worker is killed: a sentence, another one, and frames go on."""
        self.before_page("""
            const RealWorker = self.Worker; self.workers = [];
            self.Worker = class extends RealWorker { constructor(...a) { super(...a); if (a[1]?.name === "vbg") workers.push(this); } };""")
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("workers[0].terminate()")
        self.notice("noticeRestarted", seconds=40)
        self.run_script("document.getElementById('figure-framesPerSecond').textContent = '0'")
        self.wait_for_figures()
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])

    def test_files_that_are_not_there(self):
        """The list of models, or the model, cannot be fetched: a sentence; a file that is dropped works."""
        self.before_page("""
            const real = self.fetch;
            self.fetch = (a, ...o) => /models\\//.test(String(a)) ? Promise.reject(new TypeError("offline")) : real(a, ...o);""")
        self.open_page()
        self.notice("errorModels")
        self.browser.type("#model-file", os.path.join(os.environ["VBG_SITE"], "models", "selfie_segmentation.tflite"))
        self.notice("noticeModel")
        self.wait_for_figures()

    def test_a_model_that_was_changed_on_the_way(self):
        """Its hash is not what the page was built with: it is not used."""
        path = os.path.join(os.environ["VBG_SITE"], "models", "selfie_segmentation.tflite")
        with open(path, "rb") as file:
            content = file.read()
        try:
            with open(path, "wb") as file:
                file.write(content[:-1] + b"x")
            # What was kept for use without a network has the right hash.
            self.before_page("Object.defineProperty(navigator, 'serviceWorker', { value: undefined })")
            self.open_page()
            self.run_script("""
                for (const name of await caches.keys()) await caches.delete(name);""")
            self.open_page("#model=selfie")
            self.notice("errorModelFetch")
        finally:
            with open(path, "wb") as file:
                file.write(content)


class OfflineTests(PageCase):
    """The service worker, on a server without any headers."""

    isolates = False

    def test_without_a_network_and_isolated(self):
        """The second visit is isolated, threads can be chosen there, and it works when the server is gone."""
        self.open_page()
        self.assertFalse(self.run_script("return crossOriginIsolated"))
        self.browser.wait("the files to be kept", """
            const registration = await navigator.serviceWorker.getRegistration();
            return registration?.active?.state === "activated" """, seconds=60)
        self.open_page()
        self.assertTrue(self.run_script("return crossOriginIsolated"))
        server = StaticServer(os.environ["VBG_SITE"], isolates=False)
        server.close()
        self.server.server.shutdown()
        self.server.server.server_close()
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])
        self.assertTrue(self.run_script("return crossOriginIsolated"))
