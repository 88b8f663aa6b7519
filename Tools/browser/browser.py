"""What both browsers share that tests drive from Python's standard library."""

import base64
import ctypes
import os
import signal
import socket
import subprocess
import time


# Waits are so many times as long, on machines that have little time for browsers.
PATIENCE = float(os.environ.get("VBG_PATIENCE", "1"))


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


def end_with_parent():
    """Lets the system end this process when the one that started it is gone, however that ended."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(command, **options):
    """Starts a program with little priority, in a session of its own, its messages left out."""
    return subprocess.Popen(
        ["nice", "-n", os.environ.get("VBG_NICE", "5"), *command], start_new_session=True,
        preexec_fn=end_with_parent, stdin=subprocess.DEVNULL,
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
        end = time.monotonic() + seconds * PATIENCE
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
