"""What must never leave vbg.js: a raw frame, or one with another mask."""

from fixtures import Chromium, Firefox
from library_case import GRAY, GREEN, LibraryCase, near


class LeakTests:
    """What every browser has to do."""

    def test_no_raw_frame_leaves_without_a_model(self):
        """A magenta camera without a model gives nothing but the slate, which is gray for a blur."""
        found = self.library("""
            const background = await t.Background.create({ background: "blur" });
            const { track } = t.colorTrack("#ff00ff");
            const output = await background.processTrack(track);
            const { seen, read } = await t.watch(output);
            const all = []; seen.onFrame = ({ middle }) => all.push(middle);
            await t.until(() => seen.frames >= 15, 60, "15 frames");
            background.destroy();
            return all;""")
        self.assertGreaterEqual(len(found), 15)
        for color in found:
            self.assertTrue(near(color, GRAY), color)

    def test_set_shows_no_raw_frame(self):
        """From none to a color while frames flow: after set() none of the room's color is seen."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "none" });
            const { track } = t.colorTrack("#ff00ff", { rate: 30 });
            const output = await background.processTrack(track);
            const { seen } = await t.watch(output);
            let all = []; seen.onFrame = ({ corner }) => all.push(corner);
            await t.until(() => all.length >= 10, 40, "frames");
            const before = all.at(-1);
            await background.set({ background: "color", color: [0, 177, 64] });
            // What was sent before lies in the video element's queue for a moment.
            await t.sleep(250); all = [];
            await t.until(() => all.length >= 20, 60, "frames after");
            background.destroy();
            return { before, all };""")
        self.assertTrue(near(found["before"], [255, 0, 255], 30), found["before"])
        for color in found["all"]:
            self.assertTrue(near(color, GREEN), color)


class ChromiumLeakTests(LeakTests, LibraryCase):
    """In Chromium."""

    browser_class = Chromium

    def test_the_engine_s_own_word_is_checked(self):
        """An engine that says a frame was not masked, and leaves it in its output, leaks nothing: the mutant of the rule."""
        found = self.library("""
            const { Processor } = await import("/vbg/library/processor.js");
            const { Engine } = await import("/vbg/engine.js");
            const process = Engine.prototype.process;
            const colors = [];
            for (const claim of [{ masked: false, reason: null }, { masked: false, reason: "no mask" }]) {
              Engine.prototype.process = function () { return { ...process.call(this), ...claim }; };
              const processor = new Processor();
              await processor.open({ assets: new URL("/vbg/", location.href).href, backend: "plain" });
              processor.configure({ background: "color", color: [0, 177, 64] });
              processor.loadModel(new Uint8Array(await (await fetch(t.model)).arrayBuffer()));
              processor.configure({ background: "none" });
              await processor.process(new ImageData(8, 8), "imageData", 0);
              processor.configure({ background: "color" });
              const pixels = new ImageData(64, 64); pixels.data.fill(255);
              const { picture, report } = await processor.process(pixels, "imageData", 0);
              colors.push([...picture.data.slice(0, 3), Boolean(report.reason)]);
            }
            Engine.prototype.process = process;
            return colors;""")
        for color in found:
            self.assertEqual(color, [*GREEN, True])


class FirefoxLeakTests(LeakTests, LibraryCase):
    """In Firefox."""

    browser_class = Firefox
