"""Headless Firefox, driven by Marionette, the protocol that it speaks itself: length-prefixed JSON over TCP."""

import json
import os
import shutil
import socket
import tempfile
import time

from browser import PATIENCE, Browser, BrowserError, end_group, free_port, start


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
        end = time.monotonic() + 60 * PATIENCE
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=180 * PATIENCE)
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise BrowserError("expected Firefox to listen for Marionette") from None
                time.sleep(0.2)
        self.buffer = b""
        self.count = 0
        self._receive()
        self.command("WebDriver:NewSession", capabilities={"alwaysMatch": {
            "timeouts": {"script": int(120_000 * PATIENCE), "pageLoad": int(60_000 * PATIENCE)}}})

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
