"""Conversions of pixel formats: vbg and libswscale in turn, in persistent processes, one thread.

For one conversion all engines are alive at once. They run small batches in turn (A B C A B C ...), so
that whatever the machine does meanwhile meets all of them; the least time of each counts.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile

import machine

BUILD = pathlib.Path(os.environ["VBG_BENCHMARK_BUILD"])
SWSCALE = pathlib.Path(os.environ["VBG_SWSCALE_WORKER"])
RESULTS = pathlib.Path(__file__).resolve().parent.parent / "Results"

FORMATS = ("yuyv", "uyvy", "nv12", "i420", "i422", "i444", "gray", "rgb", "bgra")
FLAGS = ("point", "fast-bilinear", "bicubic")
LEVELS = ("avx512", "avx2", "baseline")
BATCH = 5
WARM_UP_RUNS = 1


class Worker:
    """One engine with one conversion, alive until closed, held to one processor."""

    def __init__(self, name, command, processors):
        self.name = name
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if name in FLAGS else None, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, processors))
        self.greeting = self.read()
        self.nanoseconds = []

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with status {self.process.wait()}")
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def run(self, count):
        self.nanoseconds += self.ask(f"run {count} {WARM_UP_RUNS}")["nanoseconds"]

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def rgba_picture(width, height):
    """Rows of blocks of 8x2 pixels in seeded colours: engines that average or pick chroma differ little."""
    generator = random.Random(7)
    rows = []
    for _ in range((height + 1) // 2):
        row = b"".join((generator.randbytes(3) + b"\xff") * 8
                       for _ in range((width + 7) // 8))[:width * 4]
        rows += [row, row]
    return b"".join(rows[:height])


def differences(first, second):
    """The largest difference of two outputs' bytes, and the share of bytes over 2."""
    counts = [0] * 256
    for a, b in zip(first, second):
        counts[abs(a - b)] += 1
    return max(index for index, count in enumerate(counts) if count), sum(counts[3:]) / len(first)


def available_levels(options):
    found = []
    for level in LEVELS:
        process = subprocess.run(
            [BUILD / "vbg-benchmark", "convert", "rgb", "rgba", "16", "16", level],
            stdin=subprocess.DEVNULL, capture_output=True)
        if process.returncode == 0:
            found.append(level)
    return found


def measure(source, target, picture, options, levels):
    processors = machine.processors(1)
    size = (options.width, options.height)
    workers = []
    with tempfile.TemporaryDirectory() as text:
        folder = pathlib.Path(text)
        path = folder / "input"
        path.write_bytes(picture)
        try:
            for level in levels:
                workers.append(Worker(f"vbg {level}", [
                    BUILD / "vbg-benchmark", "convert", source, target, *size, level], processors))
            for flags in FLAGS:
                workers.append(
                    Worker(flags, [SWSCALE, source, target, *size, flags], processors))
            for worker in workers:
                worker.ask(f"input {path}")
            while len(workers[-1].nanoseconds) < options.runs:
                for worker in workers:
                    worker.run(BATCH)
            outputs = {}
            for worker in workers:
                output = folder / "output"
                worker.ask(f"output {output}")
                outputs[worker.name] = output.read_bytes()
        finally:
            for worker in workers:
                worker.close()
    times = {worker.name: min(worker.nanoseconds) / 1e6 for worker in workers}
    peer = min(FLAGS, key=times.get)
    best = f"vbg {levels[0]}"
    largest, share = differences(outputs[best], outputs[peer])
    version = next(worker.greeting["version"] for worker in workers if worker.name == peer)
    return version, outputs[best], {
        "from": source, "to": target, "minimum_ms": times,
        "median_ms": {worker.name: statistics.median(worker.nanoseconds) / 1e6
                      for worker in workers},
        "runs": len(workers[0].nanoseconds), "fastest_flags": peer,
        "ratio": times[peer] / times[best], "largest_difference": largest,
        "share_of_bytes_over_2": share,
    }


def table(rows, levels):
    header = ["conversion", *(f"vbg {level}" for level in levels), *FLAGS,
              "libswscale / vbg", "largest difference", "over 2"]
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for row in rows:
        names = [f"vbg {level}" for level in levels] + list(FLAGS)
        lines.append("| " + " | ".join(
            [f"{row['from']} to {row['to']}"] + [f"{row['minimum_ms'][name]:.3f}" for name in names]
            + [f"{row['ratio']:.2f}", str(row["largest_difference"]),
               f"{row['share_of_bytes_over_2']:.1%}"]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="versus-swscale", description=__doc__)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--runs", type=int, default=100, help="timed runs of each engine (100)")
    parser.add_argument("--formats", type=lambda text: text.split(","), default=list(FORMATS),
                        help=f"by commas ({','.join(FORMATS)})")
    parser.add_argument("--quick", action="store_true", help="15 runs, results are not written")
    options = parser.parse_args()
    if options.quick:
        options.runs = 15
    levels = available_levels(options)
    rgba = rgba_picture(options.width, options.height)
    report = {"machine": machine.describe(), "width": options.width, "height": options.height,
              "threads": 1, "rows": []}
    for name in options.formats:
        version, converted, row = measure("rgba", name, rgba, options, levels)
        report["rows"].append(row)
        _, _, row = measure(name, "rgba", converted, options, levels)
        report["rows"].append(row)
    report["version"] = version
    described = report["machine"]
    print(f"{described['cpu']} (family/model/stepping {described['cpu_family_model_stepping']}), "
          f"1 thread, {options.width}x{options.height}, vbg on {levels[0]}, {version}, "
          f"{described['date']}, load average {described['load_average_at_start']:.1f}")
    print("least milliseconds:\n")
    print(table(report["rows"], levels))
    if not options.quick:
        path = RESULTS / f"versus-swscale-{machine.slug(described)}.json"
        path.write_text(json.dumps(report, indent=1) + "\n")
        print(path)


if __name__ == "__main__":
    main()
