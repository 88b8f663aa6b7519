"""Builds of vbg, and whether they have an option."""

import hashlib
import pathlib
import subprocess

import numpy as np
from PIL import Image


class Failure(Exception):
    """A command that ended with another exit code than 0, by its line."""


class Build:
    """A program `vbg` under a name."""

    def __init__(self, name, path, folder):
        self.name, self.path = name, str(path)
        self.refusals = {}
        self.probe = pathlib.Path(folder) / f"probe-{name}"
        self.probe.mkdir()
        picture = np.zeros((48, 64, 3), np.uint8)
        Image.fromarray(picture).save(self.probe / "frame.png")
        Image.fromarray(picture[..., 0]).save(self.probe / "mask.png")
        header = b"YUV4MPEG2 W64 H48 F25:1 Ip C444\n"
        (self.probe / "film.y4m").write_bytes(header + b"FRAME\n" + bytes([16]) * (64 * 48) + bytes([128]) * (64 * 96))

    def run(self, *words):
        """Runs a command to its end; what it printed. Raises `Failure`."""
        process = subprocess.run([self.path, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 stdin=subprocess.DEVNULL, text=True, errors="replace", check=False)
        if process.returncode:
            lines = process.stderr.strip().splitlines()
            raise Failure(next((line for line in lines if line.startswith(("Error", "vbg"))),
                               lines[0] if lines else f"exit code {process.returncode}"))
        return process.stdout

    def refusal(self, command, options):
        """Why this build can't run `compose` or `video` with these options, in one line; None where it can."""
        key = (command, tuple(options))
        if key not in self.refusals:
            folder = self.probe
            if command == "compose":
                words = (folder / "frame.png", "-o", folder / "out.png", "--mask", folder / "mask.png", *options)
            else:
                words = (folder / "film.y4m", folder / "out.y4m", *options)
            try:
                self.run(command, "--quiet", *words)
                self.refusals[key] = None
            except Failure as failure:
                self.refusals[key] = str(failure)
        return self.refusals[key]

    def has_model(self, model):
        """Whether the build finds a model's file."""
        try:
            self.run("models", "path", model)
        except Failure:
            return False
        return True

    def describe(self):
        version = subprocess.run([self.path, "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
        digest = hashlib.sha256(pathlib.Path(self.path).read_bytes()).hexdigest()
        return {"name": self.name, "version": version, "sha256": digest}
