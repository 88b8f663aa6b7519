"""A browser driven from Python's standard library: Chromium by chromedriver (WebDriver over HTTP), Firefox by
Marionette, the protocol that it speaks itself (length-prefixed JSON over TCP)."""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class BrowserError(Exception):
    """Error that a browser reports, or its silence."""


def free_port():
    """A port of loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_group(process):
    """Ends a process that was started in a session of its own, with all its children."""
    for name in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, name)
            process.wait(timeout=5)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def start(command, **options):
    """Starts a program with little priority, in a session of its own, its messages left out."""
    return subprocess.Popen(
        ["nice", "-n", "5", *command], start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


class Browser:
    """What both browsers can do. Scripts are bodies of functions; asynchronous ones get `done` as their last
    argument."""

    name = "browser"

    def run(self, script, *arguments):
        """Runs `async (...arguments) => {script}` in the page and gives what it returns; an exception there is
        a BrowserError here."""
        found = self.run_callback(
            "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);"
            f"(async (...args) => {{ {script} }})(...given).then((value) => done({{ value }}),"
            " (error) => done({ error: `${error?.name}: ${error?.message ?? error}` }));", *arguments)
        if found is None:
            return None
        if "error" in found:
            raise BrowserError(found["error"])
        return found.get("value")

    def wait(self, what, script, *arguments, seconds=60):
        """Waits until the script's result is true, and gives it."""
        end = time.monotonic() + seconds
        while True:
            found = self.run(script, *arguments)
            if found:
                return found
            if time.monotonic() > end:
                raise BrowserError(f"expected {what} within {seconds} s")
            time.sleep(0.05)

    def screenshot(self, path):
        """Writes what the window shows as PNG."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.screenshot_base64()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


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
        end = time.monotonic() + 20
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
            "timeouts": {"script": 120_000, "pageLoad": 60_000},
            "goog:chromeOptions": {"binary": binary, "args": arguments}}}})
        self.session = f"/session/{made['sessionId']}"

    def _http(self, method, path, body=None):
        data = None if method == "GET" or method == "DELETE" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=180) as answer:
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


class Firefox(Browser):
    """Headless Firefox with a fake camera, by Marionette."""

    name = "firefox"
    programs = ("firefox-esr",)

    def __init__(self, preferences=None):
        self.folder = tempfile.mkdtemp(prefix="vbg-firefox-")
        port = free_port()
        settings = {
            "marionette.port": port, "media.navigator.streams.fake": True,
            "media.navigator.permission.disabled": True, "browser.shell.checkDefaultBrowser": False,
            "datareporting.policy.dataSubmissionEnabled": False, "app.update.auto": False,
            "browser.aboutwelcome.enabled": False, "media.autoplay.default": 0,
            "toolkit.cosmeticAnimations.enabled": False, **(preferences or {})}
        with open(f"{self.folder}/user.js", "w") as file:
            for name, value in settings.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        program = next(name for name in ("firefox-esr", "firefox") if shutil.which(name))
        self.process = start([
            program, "--headless", "--no-remote", "--marionette", "--profile", self.folder],
            env={**os.environ, "HOME": self.folder, "MOZ_DISABLE_CONTENT_SANDBOX": "1"})
        try:
            self._connect(port)
        except BaseException:
            self.close()
            raise

    def _connect(self, port):
        end = time.monotonic() + 60
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=180)
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise BrowserError("expected Firefox to listen for Marionette") from None
                time.sleep(0.2)
        self.buffer = b""
        self.count = 0
        self._receive()
        self.command("WebDriver:NewSession", capabilities={"alwaysMatch": {
            "timeouts": {"script": 120_000, "pageLoad": 60_000}}})

    def _receive(self):
        while b":" not in self.buffer:
            self._read()
        length, self.buffer = self.buffer.split(b":", 1)
        while len(self.buffer) < int(length):
            self._read()
        text, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return json.loads(text)

    def _read(self):
        read = self.socket.recv(1 << 16)
        if not read:
            raise BrowserError("expected an answer of Firefox, found that it is gone")
        self.buffer += read

    def command(self, name, **parameters):
        """A command of Marionette."""
        self.count += 1
        text = json.dumps([0, self.count, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._receive()
        if error:
            raise BrowserError(f"{error['error']}: {error['message']}")
        return result

    def open(self, address):
        """Loads a page."""
        self.command("WebDriver:Navigate", url=address)

    def run_callback(self, script, *arguments):
        """Runs a script that calls its last argument when it is done."""
        return self.command("WebDriver:ExecuteAsyncScript", script=script, args=list(arguments))["value"]

    def screenshot_base64(self):
        return self.command("WebDriver:TakeScreenshot", full=False, hash=False)["value"]

    def size(self, width, height):
        """Sets the window's size; the page's is a little less high."""
        self.command("WebDriver:SetWindowRect", width=width, height=height)

    def new_tab(self):
        """Opens a tab in front, and gives its handle."""
        return self.command("WebDriver:NewWindow", type="tab", focus=True)["handle"]

    def window(self):
        """The handle of the window that commands go to."""
        return self.command("WebDriver:GetWindowHandle")["value"]

    def switch(self, handle, focus=True):
        """Sends commands to this window from now on."""
        self.command("WebDriver:SwitchToWindow", handle=handle, focus=focus)

    def close(self):
        """Ends the browser, and removes what it wrote."""
        if hasattr(self, "socket"):
            self.socket.close()
        end_group(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)
