"""vbg-conformance as a process that runs one case after the other."""

import pathlib
import select
import subprocess
import tempfile

import numpy as np

LEVELS = ("baseline", "avx2", "avx512")


class Answer:
    """`kind` is ok, refused, failed or died; `outputs` are arrays of all runs."""

    def __init__(self, kind, text, outputs=None):
        self.kind, self.text, self.outputs = kind, text, outputs


class Program:
    """The program, started again when a case kills it."""

    def __init__(self, path, folder=None):
        self.path = path
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="vbg-conformance-"))
        self.process = None
        self.model = None

    def levels(self):
        """The levels that this machine has."""
        found = []
        for level in LEVELS:
            # A level that exists gets as far as the model, which is none.
            self.write(b"", [])
            answer = self._ask(f"{self.folder}\t{level}\toptimized\t1")
            if answer.kind == "refused":
                found.append(level)
        return found

    def write(self, file, inputs):
        """Puts a model and its inputs where `run` finds them."""
        (self.folder / "model.tflite").write_bytes(file)
        for index, values in enumerate(inputs):
            (self.folder / f"in{index}.bin").write_bytes(np.ascontiguousarray(values).tobytes())

    def run(self, level, optimized, run_count):
        """Runs what was written last."""
        mode = "optimized" if optimized else "imported"
        answer = self._ask(f"{self.folder}\t{level}\t{mode}\t{run_count}")
        if answer.kind == "ok":
            answer.outputs = []
            for index, one in enumerate(answer.text.split()):
                kind, sizes = one.split(":")
                shape = () if sizes == "scalar" else tuple(int(n) for n in sizes.split("x"))
                data = (self.folder / f"out{index}.bin").read_bytes()
                answer.outputs.append(np.frombuffer(data, np.dtype(kind)).reshape(run_count, *shape))
        return answer

    def _ask(self, line, seconds=90):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
            ready = select.select([self.process.stdout], [], [], seconds)[0]
            text = self.process.stdout.readline().decode() if ready else ""
        except BrokenPipeError:
            text = ""
        if not text.endswith("\n"):
            self.process.kill()
            errors = self.process.communicate()[1].decode(errors="replace").strip().splitlines()
            status = self.process.returncode
            self.process = None
            reason = next((e for e in errors if "atal error" in e), errors[0] if errors else "")
            return Answer("died", f"status {status} {reason}"[:300])
        kind, _, rest = text.strip().partition(" ")
        return Answer(kind, rest)

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
