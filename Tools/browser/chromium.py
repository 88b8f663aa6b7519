"""Headless Chromium, driven by chromedriver: WebDriver over HTTP."""

import json
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.request

from browser import PATIENCE, Browser, BrowserError, end_group, free_port, start


class Chromium(Browser):
    """Headless Chromium with a fake camera, by chromedriver.

    `switches` are Chromium's own; `camera` is whether pages may use the fake camera unasked, None leaves the
    question to the page's visitor, who is not there.
    """

    name = "chromium"
    programs = ("chromium", "chromedriver")

    def __init__(self, switches=(), camera=True):
        self.folder = tempfile.mkdtemp(prefix="vbg-chromium-")
        port = free_port()
        self.process = start([
            "chromedriver", f"--port={port}", "--silent"], env={**os.environ, "TMPDIR": self.folder})
        self.address = f"http://127.0.0.1:{port}"
        try:
            self._open(switches, camera)
        except BaseException:
            self.close()
            raise

    def _open(self, switches, camera):
        end = time.monotonic() + 20 * PATIENCE
        while True:
            try:
                if self._http("GET", "/status")["ready"]:
                    break
            except (OSError, BrowserError):
                if time.monotonic() > end:
                    raise
            time.sleep(0.05)
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--mute-audio", "--hide-scrollbars",
                     "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required",
                     "--disable-background-networking", "--enable-precise-memory-info",
                     f"--user-data-dir={self.folder}/profile", *switches]
        if camera:
            arguments.append("--use-fake-ui-for-media-stream")
        binary = "/usr/lib/chromium/chromium"
        if not os.path.exists(binary):
            binary = shutil.which("chromium")
        made = self._http("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "pageLoadStrategy": "normal",
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": int(120_000 * PATIENCE), "pageLoad": int(60_000 * PATIENCE)},
            "goog:chromeOptions": {"binary": binary, "args": arguments}}}})
        self.session = f"/session/{made['sessionId']}"

    def _http(self, method, path, body=None):
        data = None if method == "GET" or method == "DELETE" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=180 * PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error).get("value") or {}
            raise BrowserError(f"{value.get('error')}: {str(value.get('message')).splitlines()[0]}") from None

    def command(self, method, path, body=None):
        """A command of the session, as WebDriver names them."""
        return self._http(method, self.session + path, body)

    def devtools(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, address):
        """Loads a page."""
        self.command("POST", "/url", {"url": address})

    def run_callback(self, script, *arguments):
        """Runs a script that calls its last argument when it is done."""
        return self.command("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def screenshot_base64(self):
        return self.command("GET", "/screenshot")

    def size(self, width, height, touch=False):
        """Sets the page's size, in CSS pixels."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=touch)

    def color_scheme(self, name):
        """Sets what the page is told of the user's wish: light or dark."""
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": name}])

    def element(self, selector):
        """The reference of the first element of a CSS selector."""
        found = self.command("POST", "/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def type(self, selector, text):
        """Sends keys to an element; for a file input the paths, one a line."""
        self.command("POST", f"/element/{self.element(selector)}/value", {"text": text})

    def press(self, *keys):
        """Presses keys one after the other, wherever the focus is."""
        actions = []
        for key in keys:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.command("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def click(self, selector):
        """Clicks on an element."""
        self.command("POST", f"/element/{self.element(selector)}/click")

    def windows(self):
        """The handles of all windows."""
        return self.command("GET", "/window/handles")

    def window(self):
        """The handle of the window that commands go to."""
        return self.command("GET", "/window")

    def new_tab(self):
        """Opens a tab in front, and gives its handle."""
        return self.command("POST", "/window/new", {"type": "tab"})["handle"]

    def switch(self, handle):
        """Sends commands to this window from now on."""
        self.command("POST", "/window", {"handle": handle})

    def messages(self):
        """What the page's console got since the last call: errors and warnings."""
        return [entry["message"] for entry in self.command("POST", "/se/log", {"type": "browser"})
                if entry["level"] in ("SEVERE", "WARNING")]

    def close(self):
        """Ends the browser, and removes what it wrote."""
        if hasattr(self, "session"):
            try:
                self.command("DELETE", "")
            except (OSError, BrowserError):
                pass
        end_group(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)
