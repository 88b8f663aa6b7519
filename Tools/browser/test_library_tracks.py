"""Tracks through vbg.js: calls, hidden pages, cameras that stop, and browsers without streams of frames."""

from fixtures import Chromium, Firefox
from library_case import GREEN, LibraryCase, near


# A call: the camera by way of vbg.js into another connection, whose frames are counted.
CALL = """
    const background = await t.Background.create({ model: t.model, background: "color", color: "#00b140" });
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const output = await background.processTrack(camera.getVideoTracks()[0]);
    const { there, here, stream } = await t.connected(output);
    const seen = await t.watch(stream);
    await t.until(() => seen.seen.frames >= 10, 60, "frames");
    let frames = 0; background.onStatistics((f) => { frames += f.frames; });
    self.held = { background, there, here, camera, frames: () => frames, read: seen.read };"""


class TrackTests:
    """What every browser has to do: Chromium has streams of frames, Firefox a video element and a canvas."""

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


class ChromiumTrackTests(TrackTests, LibraryCase):
    """Tracks in Chromium."""

    browser_class = Chromium

    def test_a_hidden_page_goes_on(self):
        """The page is hidden while a call runs: frames arrive as before."""
        self.hidden_page("")

    def test_a_hidden_page_goes_on_without_streams(self):
        """The same by a video element, whose callbacks stop while the page is hidden."""
        self.hidden_page("delete self.MediaStreamTrackProcessor; delete self.MediaStreamTrackGenerator;")

    def hidden_page(self, before):
        self.library(before + CALL)
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


class FirefoxTrackTests(TrackTests, LibraryCase):
    """Tracks in Firefox, which has no streams of frames: a video element and a canvas stand in."""

    browser_class = Firefox

    def test_a_hidden_page_goes_on(self):
        """The page is hidden while a track is processed: the worker's timer asks for pictures."""
        self.library(CALL)
        shown = self.frames_of(4)
        self.browser.command("WebDriver:MinimizeWindow")
        self.assertEqual(self.run_script("return document.visibilityState"), "hidden")
        hidden = self.frames_of(4)
        self.browser.command("WebDriver:SetWindowRect", width=1000, height=800)
        self.run_script("held.here.close(); held.background.destroy();")
        self.compare(shown, hidden)
