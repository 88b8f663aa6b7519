"""The engines as persistent worker processes, each held to the same processors."""

import json
import os
import pathlib
import subprocess
import sys

import places

PEERS = ("litert", "openvino")
LABELS = {"litert": "LiteRT", "openvino": "OpenVINO", "vbg": "vbg", "vbg-avx2": "vbg AVX2",
          "vbg-baseline": "vbg baseline"}
ENGINES = tuple(LABELS)


def command(engine, model, thread_count):
    if engine in PEERS:
        worker = pathlib.Path(__file__).with_name("peer_worker.py")
        return [sys.executable, str(worker), engine, str(model), str(thread_count)]
    level = engine.removeprefix("vbg").removeprefix("-")
    return [str(places.WORKER), "serve", str(model), str(thread_count)] + ([level] if level else [])


class Worker:
    """One engine with one model, alive until closed."""

    def __init__(self, engine, model, thread_count, processors):
        self.engine = engine
        self.process = subprocess.Popen(
            command(engine, model, thread_count), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if engine in PEERS else None, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, processors))
        self.greeting = self.read()
        self.nanoseconds = []

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.engine} ended with status {self.process.wait()}")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def run(self, count, warm_up_count):
        times = self.ask(f"run {count} {warm_up_count}")["nanoseconds"]
        self.nanoseconds += times
        return times

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def peaks(processors):
    """What the processors can do: instruction set -> gigaflops and read rates of one core."""
    output = subprocess.run(
        [str(places.WORKER), "peak"], check=True, capture_output=True, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, processors)).stdout
    return json.loads(output)
