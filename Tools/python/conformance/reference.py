"""LiteRT in a process of its own: a model that makes it crash costs one case, and is not counted."""

import os
import pathlib
import pickle
import select
import subprocess
import sys

PACKAGE_PARENT = pathlib.Path(__file__).resolve().parent.parent


class ReferenceError(Exception):
    """LiteRT refuses the model, or died of it."""


class Reference:
    """`run` gives outputs and the shapes of the main graph's tensors."""

    def __init__(self):
        self.process = None

    def start(self):
        environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", PYTHONPATH=str(PACKAGE_PARENT))
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "conformance.reference_worker"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)

    def run(self, file, inputs, default_kernels=False, seconds=60):
        """`inputs` has for each input an array of all runs; outputs are arrays of all runs too."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        try:
            pickle.dump((file, inputs, default_kernels), self.process.stdin)
            self.process.stdin.flush()
            if not select.select([self.process.stdout], [], [], seconds)[0]:
                raise EOFError
            kind, result = pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            self.close()
            raise ReferenceError("LiteRT died") from None
        if kind == "error":
            raise ReferenceError(result)
        return result

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
