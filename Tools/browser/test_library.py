"""vbg.js in browsers: tracks, frames, masks, what never leaves, and errors."""

import time

from fixtures import BrowserCase, Chromium, Firefox

IMPORTS = 'const t = await import("/test/library_scripts.js");'

# Most tests run in both browsers: Chromium has streams of frames, Firefox a video element and a canvas.
GREEN = [0, 177, 64]
# The slate of effects that have no background of their own.
GRAY = [64, 64, 64]


def near(found, wanted, tolerance=12):
    """Whether a color is another, but for what codecs do."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted))


class LibraryTests:
    """What every browser has to do."""

    def setUp(self):
        self.browser.open(self.server.address + "test/blank.html")

    def library(self, script, *arguments):
        """Runs a script that has `t`, what library_scripts.js exports."""
        return self.run_script(IMPORTS + script, *arguments)

    def frames_of(self, seconds):
        """Frames that are processed, and that arrive at the other end, in some seconds from one after now."""
        count = """const stats = [...(await held.there.getStats()).values()].find((s) => s.type === "inbound-rtp");
            return [held.frames(), stats.framesDecoded]"""
        time.sleep(1.2)
        first = self.run_script(count)
        time.sleep(seconds)
        return [last - before for last, before in zip(self.run_script(count), first)]

    def compare(self, shown, hidden):
        """A page that is hidden goes on at no less than a third of its pace, whatever that is on this machine."""
        print(f"  in 4 s in {self.browser.name}: {shown} frames processed and arrived, hidden {hidden}")
        for before, now in zip(shown, hidden):
            self.assertGreaterEqual(now, max(2, before / 3), (shown, hidden))

    def test_a_call_sends_another_background(self):
        """A fake camera through processTrack() into a second RTCPeerConnection: frames arrive, on the color."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            let figures = null; background.onStatistics((f) => { figures = f; });
            const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
            const output = await background.processTrack(camera.getVideoTracks()[0]);
            const { stream, here, there } = await t.connected(output);
            const { seen, read } = await t.watch(stream);
            await t.until(() => seen.frames >= 30, 60, "30 frames to arrive");
            const colors = read();
            await t.until(() => figures?.frames > 0, 30, "statistics");
            here.close(); there.close(); background.destroy();
            await t.until(() => output.readyState === "ended", 20, "the output to end");
            return { ...seen, ...colors, figures };""")
        self.assertGreaterEqual(found["frames"], 30)
        self.assertTrue(near(found["corner"], GREEN), found)
        self.assertEqual(found["figures"]["width"], 640)
        self.assertIn("inference", found["figures"]["milliseconds"])
        print(f"  call in {self.browser.name}: {found['figures']['framesPerSecond']:.1f} frames a second of "
              f"{found['figures']['width']}x{found['figures']['height']}, {found['frames']} arrived")

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

    def test_frames_that_stop_become_the_slate(self):
        """A camera that freezes on a picture: within two seconds the slate is seen, never the last picture."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "none" });
            const source = t.colorTrack("#ff00ff", { rate: 20 });
            const output = await background.processTrack(source.track);
            const { seen, read } = await t.watch(output);
            await t.until(() => seen.frames >= 10, 40, "frames");
            const before = read().middle;
            // Canvases repeat their picture while a track asks for it: the track is what stops.
            source.pause(); source.track.stop();
            const start = performance.now();
            await t.until(() => read().middle.every((value) => Math.abs(value - 64) < 12), 30, "the slate");
            const time = performance.now() - start;
            const next = t.colorTrack("#ffff00", { rate: 20 });
            await background.replaceTrack(output, next.track);
            await t.until(() => read().middle[0] > 230 && read().middle[1] > 230, 30, "the new camera");
            background.destroy();
            return { before, time, state: output.readyState };""")
        self.assertTrue(near(found["before"], [255, 0, 255], 30))
        self.assertLess(found["time"], 10000)

    def test_frames_pictures_and_masks(self):
        """processFrame() of a canvas, an ImageData and a frame give the same; mask() finds the astronaut."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const photo = await createImageBitmap(await (await fetch("/photos/astronaut.png")).blob());
            const canvas = new OffscreenCanvas(512, 512), context = canvas.getContext("2d");
            context.drawImage(photo, 0, 0);
            const pixels = context.getImageData(0, 0, 512, 512);
            const one = await background.processFrame(pixels, { as: "imageData" });
            await background.reset();
            const two = await background.processFrame(canvas, { as: "imageData" });
            const frame = await background.processFrame(photo, { as: "frame" });
            const bitmap = await background.processFrame(photo);
            const mask = await background.mask(photo);
            let worst = 0;
            for (let i = 0; i < one.picture.data.length; i += 1) {
              worst = Math.max(worst, Math.abs(one.picture.data[i] - two.picture.data[i]));
            }
            const at = (x, y) => mask.data[Math.round(y * mask.height) * mask.width + Math.round(x * mask.width)];
            const result = { worst, masked: one.masked, share: one.personShare, corner: [...one.picture.data.slice(0, 3)],
              frame: [frame.picture.displayWidth, frame.picture.constructor.name],
              bitmap: [bitmap.picture.width, bitmap.picture.constructor.name],
              person: at(0.45, 0.3), wall: at(0.95, 0.1), model: background.model, timings: one.timings };
            background.destroy();
            return result;""")
        self.assertEqual(found["worst"], 0)
        self.assertTrue(found["masked"])
        self.assertEqual(found["corner"], GREEN)
        self.assertEqual(found["frame"], [512, "VideoFrame"])
        self.assertEqual(found["bitmap"], [512, "ImageBitmap"])
        self.assertGreater(found["person"], 200)
        self.assertLess(found["wall"], 50)
        self.assertEqual(found["model"]["inputWidth"], 256)

    def test_a_picture_in_front_comes_and_goes(self):
        """It lies on the result at its place, survives another engine, and goes."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const front = new ImageData(40, 20); front.data.fill(255);
            const corners = async () => {
              const { picture: { data, width } } = await background.processFrame(new ImageData(120, 90), { as: "imageData" });
              return [[4, 4], [115, 85]].map(([x, y]) => [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 3)]);
            };
            const seen = [];
            await background.set({ inFront: front, inFrontPosition: "top-left" }); seen.push(await corners());
            await background.useBackend("plain"); seen.push(await corners());
            await background.set({ inFrontPosition: "bottom-right" }); seen.push(await corners());
            await background.set({ inFront: null }); seen.push(await corners());
            background.destroy();
            return seen;""")
        white = [255, 255, 255]
        self.assertEqual(found, [[white, GREEN], [white, GREEN], [GREEN, white], [GREEN, GREEN]])

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

    def test_models_sizes_and_backends_change_while_frames_flow(self):
        """Other models, sizes and builds in turn; frames go on, on the color."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const { isSupported } = await import("/vbg/vbg.js");
            const corners = [];
            for (const [model, width, height] of [["selfie_segmentation", 640, 360],
              ["selfie_segmentation_landscape", 321, 243], ["selfie_segmentation", 96, 640]]) {
              await background.loadModel(`/models/${model}.tflite`);
              const { relaxedSimd, threads } = isSupported(), others = [];
              for (const [name, can] of [["relaxed", relaxedSimd], ["threads", threads]]) {
                if (can && (await fetch(`/vbg/vbg-${name}.wasm`, { method: "HEAD" })).ok) others.push(name);
              }
              for (const backend of ["plain", ...others]) {
                const used = await background.useBackend(backend, backend === "threads" ? 2 : undefined);
                const { picture, masked } = await background.processFrame(
                  new ImageData(width, height), { as: "imageData" });
                corners.push([...picture.data.slice(0, 3), masked, used.backend === backend]);
              }
            }
            background.destroy();
            return corners;""")
        for corner in found:
            self.assertEqual(corner, [*GREEN, True, True])


class ChromiumLibraryTests(LibraryTests, BrowserCase):
    """vbg.js in Chromium."""

    browser_class = Chromium

    def test_memory_stays_flat_over_2000_frames(self):
        """2,000 frames of a small size, changes of options and sizes among them."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "blur", reuse: -1 });
            let memory = 0; background.onStatistics((f) => { memory = f.memoryByteCount; });
            const canvas = new OffscreenCanvas(320, 180), context = canvas.getContext("2d");
            const work = async (count) => {
              for (let n = 0; n < count; n += 1) {
                context.fillStyle = `hsl(${n * 7} 50% 50%)`; context.fillRect(n % 300, 20, 20, 100);
                if (n % 100 === 50) await background.set({ background: ["blur", "color", "transparent"][(n / 100 | 0) % 3] });
                if (n % 250 === 0) Object.assign(canvas, n % 500 ? { width: 240, height: 136 } : { width: 320, height: 180 });
                const { picture } = await background.processFrame(canvas, { as: "frame" });
                picture.close();
              }
            };
            const start = performance.now();
            await work(600); await t.sleep(1100);
            const first = memory;
            await work(1400); await t.sleep(1100);
            const last = memory;
            background.destroy();
            return { first, last, time: (performance.now() - start) / 2000 };""")
        print(f"  memory of the engine after 600 and 2,000 frames: {found['first']} and {found['last']} bytes; "
              f"{found['time']:.1f} ms a frame")
        self.assertGreater(found["first"], 0)
        self.assertEqual(found["first"], found["last"])

    def test_a_hidden_page_goes_on(self):
        """The page is hidden while a call runs: frames arrive as before."""
        self.hidden_page("")

    def test_a_hidden_page_goes_on_without_streams(self):
        """The same by a video element, whose callbacks stop while the page is hidden."""
        self.hidden_page("delete self.MediaStreamTrackProcessor; delete self.MediaStreamTrackGenerator;")

    def hidden_page(self, before):
        self.library(before + """
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
            const output = await background.processTrack(camera.getVideoTracks()[0]);
            const { there, here, stream } = await t.connected(output);
            const seen = await t.watch(stream);
            await t.until(() => seen.seen.frames >= 10, 60, "frames");
            let frames = 0; background.onStatistics((f) => { frames += f.frames; });
            self.held = { background, there, here, camera, frames: () => frames, read: seen.read };""")
        shown = self.frames_of(4)
        window = self.browser.devtools("Browser.getWindowForTarget")["windowId"]
        self.browser.devtools("Browser.setWindowBounds", windowId=window, bounds={"windowState": "minimized"})
        try:
            self.assertEqual(self.run_script("return document.visibilityState"), "hidden")
            hidden = self.frames_of(4)
        finally:
            self.browser.devtools("Browser.setWindowBounds", windowId=window, bounds={"windowState": "normal"})
        self.run_script("held.here.close(); held.background.destroy(); held.camera.getTracks()[0].stop();")
        self.compare(shown, hidden)

    def test_the_way_without_streams(self):
        """The video element's way, in a browser that has streams taken away: a call, and a camera that stops."""
        with_streams = self.library
        self.library = lambda script: with_streams(
            "delete self.MediaStreamTrackProcessor; delete self.MediaStreamTrackGenerator;" + script)
        try:
            self.test_a_call_sends_another_background()
            self.browser.open(self.server.address + "test/blank.html")
            self.test_frames_that_stop_become_the_slate()
        finally:
            del self.library

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

    def test_presets_are_the_engine_s(self):
        """What the library spells out for a preset is what the engine itself takes by that name."""
        found = self.library("""
            const { Engine } = await import("/vbg/engine.js");
            const { presets } = await import("/vbg/vbg.js");
            const model = new Uint8Array(await (await fetch(t.model)).arrayBuffer());
            const photo = await createImageBitmap(await (await fetch("/photos/astronaut.png")).blob());
            const canvas = new OffscreenCanvas(512, 512), context = canvas.getContext("2d");
            context.drawImage(photo, 0, 0);
            const { data } = context.getImageData(0, 0, 512, 512);
            const made = async (options) => {
              const engine = await Engine.create({ assets: new URL("/vbg/", location.href), backend: "plain" });
              engine.loadModel(model);
              engine.configure(options);
              engine.setBackground(data, 512, 512);
              engine.resize(512, 512);
              engine.input().planes[0].data.set(data);
              engine.process();
              const output = engine.output().planes[0].data.slice();
              engine.destroy();
              return output;
            };
            const differences = {};
            for (const name of ["standard", "demo", "privacy"]) {
              for (const background of ["blur", "image"]) {
                const [one, two] = [await made({ preset: name, background }), await made({ ...presets[name], background })];
                differences[`${name} ${background}`] = one.reduce((sum, value, i) => sum + (value !== two[i]), 0);
              }
            }
            return differences;""")
        self.assertEqual(set(found.values()), {0}, found)

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


class FirefoxLibraryTests(LibraryTests, BrowserCase):
    """vbg.js in Firefox, which has no streams of frames: a video element and a canvas stand in."""

    browser_class = Firefox

    def test_a_hidden_page_goes_on(self):
        """The page is hidden while a track is processed: the worker's timer asks for pictures."""
        self.library("""
            const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
            const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
            const output = await background.processTrack(camera.getVideoTracks()[0]);
            const { there, here, stream } = await t.connected(output);
            const seen = await t.watch(stream);
            await t.until(() => seen.seen.frames >= 10, 60, "frames");
            let frames = 0; background.onStatistics((f) => { frames += f.frames; });
            self.held = { background, there, here, frames: () => frames };""")
        shown = self.frames_of(4)
        self.browser.command("WebDriver:MinimizeWindow")
        self.assertEqual(self.run_script("return document.visibilityState"), "hidden")
        hidden = self.frames_of(4)
        self.browser.command("WebDriver:SetWindowRect", width=1000, height=800)
        self.run_script("held.here.close(); held.background.destroy();")
        self.compare(shown, hidden)
