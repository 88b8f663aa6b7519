"""The engines as persistent worker processes, each held to the same processors."""

import json
import os
import pathlib
import subprocess
import sys
import time

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


def prepare(processors, niceness):
    """Holds a child to its processors, with a priority, before it starts."""
    os.sched_setaffinity(0, processors)
    os.setpriority(os.PRIO_PROCESS, 0, niceness)


class Worker:
    """One engine with one model, alive until closed."""

    def __init__(self, engine, model, thread_count, processors, niceness=0):
        self.engine = engine
        self.process = subprocess.Popen(
            self.start_command(model, thread_count), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if engine in PEERS else None, text=True,
            preexec_fn=lambda: prepare(processors, niceness))
        self.greeting = self.read()
        self.nanoseconds = []

    def start_command(self, model, thread_count):
        return command(self.engine, model, thread_count)

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

    def is_idle(self):
        """Whether none of its threads runs or waits for a processor."""
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/stat"):
            try:
                state = task.read_text().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state == "R":
                return False
        return True

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def wait_until_idle(workers, limit_seconds=0.2):
    """Waits for threads that spin after an inference in the hope of another one. Returns seconds."""
    start = time.monotonic()
    while not all(worker.is_idle() for worker in workers):
        if time.monotonic() - start > limit_seconds:
            break
        time.sleep(0.0005)
    return time.monotonic() - start


def peaks(processors, niceness):
    """What the processors can do: instruction set -> gigaflops and read rates of one core."""
    output = subprocess.run(
        [str(places.WORKER), "peak"], check=True, capture_output=True, text=True,
        preexec_fn=lambda: prepare(processors, niceness)).stdout
    return json.loads(output)


def run_to_end(command):
    """Seconds from start to exit, and page faults."""
    quiet = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (1, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_minflt
