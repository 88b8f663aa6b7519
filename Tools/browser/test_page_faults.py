"""The page where something is missing, refused, broken or gone."""

import os
import time

from fixtures import StaticServer
from page_case import PageCase


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
