"""Files into the page and out of it: uploads, models, PNG and WebM files, a second window."""

import base64
import os
import shlex
import shutil
import subprocess
import time

from fixtures import PATIENCE, PROGRAM, decoded_png, difference, film, large_png, png
from page_case import PageCase

HERE = os.path.dirname(os.path.abspath(__file__))

# Of what the second window shows, the share that is not red.
SHARE = """
    const canvas = new OffscreenCanvas(48, 27), context = canvas.getContext("2d");
    context.drawImage(document.querySelector("video"), 0, 0, 48, 27);
    const { data } = context.getImageData(0, 0, 48, 27);
    const isOther = (_, pixel) => data[4 * pixel] < 215 || data[4 * pixel + 1] > 40;
    const share = Array.from({ length: 48 * 27 }, isOther).filter(Boolean).length / (48 * 27);"""


class FileTests(PageCase):
    """What people give to the page, and what it gives them."""

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
        # A model of another kind: it takes two pictures at once.
        other = os.path.abspath(os.path.join(HERE, "..", "..", "Tests", "GoldenTests", "Models", "batch_of_two.tflite"))
        self.run_script("document.querySelector('[data-notice=errorModel] button').click()")
        self.browser.type("#model-file", other)
        self.assertIn("batch_of_two.tflite cannot be used", self.notice("errorModel"))
        self.run_script("""
            const answer = await fetch("/models/selfie_segmentation_landscape.tflite");
            const data = new DataTransfer();
            data.items.add(new File([await answer.arrayBuffer()], "dropped.tflite"));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));""")
        self.browser.wait("the dropped model", "return document.getElementById('model-facts').textContent.includes('dropped.tflite')")
        self.wait_for_figures()

    def test_models_with_classes(self):
        """A model that tells classes apart: the file's labels are offered, one is chosen, told and part of the line; another
        model has none of it."""
        self.open_page("#background=color&color=%23ff00ff&filter=none&coverageLow=0.5&coverageHigh=0.5&smoothing=off")
        self.wait_for_figures()
        self.browser.type("#source-file", self.path("thirds.png", png(
            240, 160, lambda x, y: tuple(255 * (x // 80 == channel) for channel in range(3)))))
        self.run_script("""
            const { classModel } = await import("/test/models.mjs");
            const bytes = classModel({ weights: [[20, 0, 0], [0, 20, 0], [0, 0, 20]], labels: ["background", "dog", "person"] });
            const data = new DataTransfer();
            data.items.add(new File([bytes], "classes.tflite"));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));""")
        self.notice("noticeModel")
        shown = "return document.getElementById('model-facts').textContent"
        self.assertIn("2 (person) (from the file)", self.run_script(shown))
        options = self.run_script("return [...document.querySelector('[name=personClass]').options].map((o) => o.textContent)")
        self.assertEqual(options, ["As found: 2 (person)", "0 (background)", "1 (dog)", "2 (person)"])
        self.wait_for_picture("the dog's third without the dog", lambda p: p["middle"][:3] == [255, 0, 255])
        self.set("[name=personClass]", "1")
        self.wait_for_picture("the dog as the person", lambda p: p["middle"][:3] == [0, 255, 0] and p["corner"][:3] == [255, 0, 255])
        self.assertIn("1 (dog) (as asked)", self.run_script(shown))
        self.assertIn("--model ./classes.tflite --person-class 1", self.run_script(
            "return document.getElementById('command').textContent"))
        # Another build reads it the same way.
        self.set("select[name=backend]", "plain")
        self.wait_for_figures()
        self.wait_for_picture("the dog", lambda p: p["middle"][:3] == [0, 255, 0])
        self.set("[name=personClass]", "")
        self.wait_for_picture("the person", lambda p: p["middle"][:3] == [255, 0, 255])
        self.set("[name=personClass]", "0")
        self.wait_for_picture("the background as the person", lambda p: p["corner"][:3] == [255, 0, 0])
        self.set("select[name=model]", "selfie")
        self.browser.wait("no classes", "return document.querySelector('[name=personClass]').closest('.field').hidden")
        self.assertNotIn("--person-class", self.run_script("return document.getElementById('command').textContent"))
        self.assertEqual([name for name in self.notices() if name.startswith("error")], [])

    def test_a_link_may_name_a_class(self):
        """A class that the model has not is told, and the model is used as it is known."""
        self.open_page("#background=color&color=%23ff0000&personClass=zebra&model=selfie")
        self.assertIn("zebra", self.notice("errorSetting"))
        self.wait_for_figures()
        self.assertNotIn("personClass", self.run_script("return location.hash"))

    def test_a_photo_of_100_megapixels(self):
        """It is scaled, which is said, and shown."""
        self.open_page("#background=color&color=%23ff0000")
        self.browser.type("#source-file", self.path("large.png", large_png(11600, 8700)))
        text = self.notice("noticeScaled", seconds=60)
        self.assertIn("101 megapixels", text)
        self.wait_for_picture("the photo", lambda p: p["width"] > 1500, seconds=60)
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
            ("#background=blur&preset=privacy&blurShape=disc", "astronaut.blurred.png", "#save-picture"),
            ("#background=color&color=%23302010&onlyMainPerson=1&minArea=2&fillHoles=1&grow=3&feather=8&opacity=90&warmth=30",
             "astronaut.color.png", "#save-picture"),
            ("#background=color&color=%230a0a40&matting=1", "astronaut.color.png", "#save-picture"),
            ("#background=none&relight=0.5&dimBackground=40&desaturateBackground=70", "astronaut.none.png", "#save-picture"),
            ("#background=image&picture=dusk&wrapReach=coverage&filter=exact&autoFrame=1", "astronaut.background.png",
             "#save-picture"),
            ("#background=blur&inFront=badge&inFrontPosition=top-left&framing=stretch", "astronaut.blurred.png", "#save-picture"),
        ]
        for fragment, name, button in cases:
            with self.subTest(link=fragment):
                self.open_page(fragment)
                self.wait_for_figures()
                for picture, kind in (("dusk", "picture"), ("shelves", "picture"), ("badge", "inFront")):
                    path = os.path.join(self.folder, f"{picture}.png")
                    if f"{kind}={picture}" in fragment and not os.path.exists(path):
                        self.save_drawing("drawnFront" if kind == "inFront" else "drawnPicture", picture, path)
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

    def save_drawing(self, function, name, path):
        """Writes a picture that the page draws."""
        address = self.run_script(
            "const scenes = await import('/scripts/scenes.js'); return scenes[args[0]](args[1]).toDataURL()", function, name)
        with open(path, "wb") as file:
            file.write(base64.b64decode(address.split(",")[1]))

    def test_lines_for_films_and_cameras_are_taken(self):
        """The lines that the page gives for a film and for the camera, with everything on, are what the programs know."""
        if not PROGRAM:
            self.skipTest("no native program (VBG_PROGRAM)")
        everything = ("&wrapReach=coverage&grow=4&feather=3&minArea=1&onlyMainPerson=1&opacity=90&autoFrame=1&relight=0.4"
                      "&warmth=-9&dimBackground=5&desaturateBackground=6&mirror=1&framing=stretch&inFront=badge")
        for background in ("blur&blurShape=disc", "image&picture=dusk", "color", "transparent", "none", "blur&preset=demo"):
            with self.subTest(background=background):
                self.open_page(f"#source=scene&background={background}{everything}")
                self.wait_for_figures()
                line = self.run_script("return document.getElementById('command').textContent")
                words = shlex.split(line)
                self.assertEqual(words[:3], ["vbg", "video", "scene.mp4"])
                # What is not known is wrong usage, exit code 2; that the film is not there is another error.
                found = subprocess.run([PROGRAM, *words[1:]], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                                       text=True)
                self.assertEqual(found.returncode, 1, found.stderr)
                if background != "transparent":
                    self.choose("source", "camera")
                    line = self.browser.wait("the camera", """
                        const { textContent } = document.getElementById("command");
                        return textContent.startsWith("vbg live") && textContent""")
                    words = shlex.split(line)
                    # What is known is printed as a configuration.
                    subprocess.run([PROGRAM, *words[1:], "--print-config"], check=True, cwd=self.folder,
                                   stdin=subprocess.DEVNULL, capture_output=True)

    def test_a_recording_is_a_film(self):
        """Two seconds are recorded as WebM that ffprobe reads."""
        self.allow_downloads()
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("document.getElementById('record').click()")
        time.sleep(2.5 * PATIENCE)
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
                return video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 5""", seconds=60)
            person = SHARE + " return share > 0.05 && share < 0.7;"
            self.browser.wait("the person on red", person)
            self.shot("second-window")
            # The original, and the mask, are for whoever sits at the page alone.
            for view in ("original", "overlay", "mask"):
                self.browser.switch(page)
                self.choose("view", view)
                self.browser.switch(viewer)
                self.browser.wait(f"the slate for {view}", SHARE + " return share === 0;")
                for _ in range(10):
                    self.assertEqual(self.run_script(SHARE + " return share;"), 0, view)
                self.browser.switch(page)
                self.choose("view", "split")
                self.browser.switch(viewer)
                self.browser.wait("the person on red again", person)
            self.browser.command("DELETE", "/window")
        finally:
            self.browser.switch(page)
