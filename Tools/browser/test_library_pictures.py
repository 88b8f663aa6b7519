"""Single pictures and masks by vbg.js, and what changes while work goes on: models, builds, options, presets."""

from fixtures import Chromium, Firefox
from library_case import GREEN, LibraryCase, near


class PictureTests:
    """What every browser has to do."""

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

    def test_frames_of_cameras_as_every_kind(self):
        """A frame of luma and chroma gives the same picture as a frame in its own format, as RGBA, as a bitmap and as pixels."""
        found = self.library("""
            const background = await t.Background.create({ model: t.model, background: "none" });
            const [width, height] = [64, 36], bytes = new Uint8Array(width * height * 1.5).fill(128);
            for (let y = 0; y < height; y += 1) bytes.fill(y < 18 ? 60 : 200, y * width, (y + 1) * width);
            const frame = new VideoFrame(bytes, { format: "I420", codedWidth: width, codedHeight: height, timestamp: 5,
              colorSpace: { matrix: "smpte170m", primaries: "bt709", transfer: "bt709", fullRange: false } });
            const rows = (picture) => {
              const context = new OffscreenCanvas(width, height).getContext("2d");
              if (picture instanceof ImageData) context.putImageData(picture, 0, 0);
              else context.drawImage(picture, 0, 0);
              return [4, 30].map((y) => [...context.getImageData(20, y, 1, 1).data]);
            };
            const seen = {};
            for (const [name, wish] of Object.entries({ own: { as: "frame" }, drawn: { as: "frame", isDrawn: true },
              bitmap: { as: "bitmap" }, pixels: { as: "imageData" }, again: { as: "frame" } })) {
              const { picture } = await background.processFrame(frame, wish);
              seen[name] = [picture.format ?? null, ...rows(picture)];
            }
            background.destroy();
            return seen;""")
        self.assertEqual({name: kind for name, (kind, *_) in found.items()},
                         {"own": "I420", "drawn": "RGBA", "bitmap": None, "pixels": None, "again": "I420"})
        for name, (_, dark, light) in found.items():
            # (60 - 16) and (200 - 16) of 219 levels.
            self.assertTrue(near(dark, [51, 51, 51, 255], 2), (name, dark))
            self.assertTrue(near(light, [214, 214, 214, 255], 2), (name, light))

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


class ChromiumPictureTests(PictureTests, LibraryCase):
    """In Chromium."""

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


class FirefoxPictureTests(PictureTests, LibraryCase):
    """In Firefox."""

    browser_class = Firefox
