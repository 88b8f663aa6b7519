"""Mistakes of callers, and a worker that is lost: errors of vbg.js that say what to do."""

from fixtures import Chromium, Firefox
from library_case import GREEN, LibraryCase


class ErrorTests:
    """What every browser has to do."""

    def test_errors_are_typed_and_leave_all_as_it_was(self):
        """Each mistake is a BackgroundError whose message says what to do; work goes on."""
        found = self.library("""
            const { BackgroundError } = await import("/vbg/vbg.js");
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const kinds = {};
            const tried = async (name, work) => {
              try { await work(); kinds[name] = null; } catch (error) {
                kinds[name] = [error instanceof BackgroundError ? error.kind : error.name, error.message];
              }
            };
            const garbage = new Uint8Array(5000).map((_, i) => i * 31);
            await tried("garbage", () => background.loadModel(garbage));
            await tried("empty", () => background.loadModel(new Uint8Array(0)));
            await tried("missing", () => background.loadModel("/models/none.tflite"));
            await tried("no model", () => background.loadModel(42));
            await tried("option", () => background.set({ sigmaSpace: 11 }));
            await tried("unknown", () => background.set({ sigma: 1 }));
            await tried("coverage", () => background.set({ coverage: [0.9, 0.1] }));
            await tried("filter", () => background.set({ filter: "magic" }));
            await tried("preset", () => background.set({ preset: "magic" }));
            await tried("color", () => background.set({ color: "mud" }));
            await tried("translucent", () => background.set({ color: "rgb(0 0 0 / 50%)" }));
            await tried("place", () => background.set({ inFrontPosition: "behind" }));
            await tried("front", () => background.set({ inFront: new Blob(["no picture"]) }));
            await tried("light", () => background.set({ relight: 3 }));
            await tried("image", () => background.set({ image: new Blob(["no picture"]) }));
            await tried("track", () => background.processTrack({}));
            const { track } = t.colorTrack("#ff00ff"); track.stop();
            await tried("ended", () => background.processTrack(track));
            await tried("frame", () => background.processFrame(document.createElement("img")));
            await tried("as", () => background.processFrame(new ImageData(4, 4), { as: "jpeg" }));
            await tried("backend", () => background.useBackend("magic"));
            const tiny = await background.processFrame(new ImageData(1, 1), { as: "imageData" });
            const { picture } = await background.processFrame(new ImageData(64, 64), { as: "imageData" });
            background.destroy();
            await tried("destroyed", () => background.set({ blur: 2 }));
            return { kinds, corner: [...picture.data.slice(0, 3)], tiny: tiny.width };""")
        kinds = found["kinds"]
        for name, kind in {"garbage": "model", "empty": "model", "missing": "network", "no model": "model",
                           "option": "option", "unknown": "option", "coverage": "option", "filter": "option",
                           "preset": "option", "color": "option", "translucent": "option", "image": "picture",
                           "place": "option", "front": "picture", "light": "option",
                           "track": "source", "ended": "source", "frame": "picture", "as": "option",
                           "backend": "option", "destroyed": "destroyed"}.items():
            self.assertIsNotNone(kinds[name], name)
            self.assertEqual(kinds[name][0], kind, (name, kinds[name]))
            self.assertRegex(kinds[name][1], r"[.]$", name)
        self.assertEqual(found["corner"], GREEN)
        self.assertEqual(found["tiny"], 1)


class ChromiumErrorTests(ErrorTests, LibraryCase):
    """In Chromium."""

    browser_class = Chromium

    def test_a_lost_worker_is_told(self):
        """A worker that is gone fails what waits, ends outputs, and tells the listener."""
        found = self.library("""
            const RealWorker = self.Worker; let made;
            self.Worker = class extends RealWorker { constructor(...a) { super(...a); made = this; } };
            const background = await t.Background.create({ model: t.model, background: "blur" });
            self.Worker = RealWorker;
            const output = await background.processTrack(t.colorTrack("#ff00ff").track);
            let told = null; background.onError((error) => { told = [error.kind, error.message]; });
            const waiting = background.processFrame(new ImageData(2000, 2000)).then(() => "done", (e) => e.kind);
            made.terminate();
            await t.until(() => told, 60, "the loss to be told");
            return { told, state: output.readyState, waiting: await waiting };""")
        self.assertEqual(found["told"][0], "lost")
        self.assertEqual(found["state"], "ended")
        self.assertIn(found["waiting"], ("lost", "done"))


class FirefoxErrorTests(ErrorTests, LibraryCase):
    """In Firefox."""

    browser_class = Firefox
