"""What a live session costs: one process a case, one after the other, on an otherwise idle machine."""

import argparse
import json
import os
import pathlib
import subprocess
import time

import machine

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = PROJECT / "Benchmarks" / "Results"
BUILD = pathlib.Path(os.environ["VBG_BENCHMARK_BUILD"])
MODEL = pathlib.Path(os.environ["VBG_BENCHMARK_MODEL"])
PICTURE = PROJECT / "Documentation" / "astronaut.jpg"

# Effect, what the camera sends, what it sees, and the most per cent of one core that it may cost.
CASES = (
    ("image", "yuyv", "moving", 8),
    ("blur", "yuyv", "moving", 12),
    ("image", "mjpeg", "moving", 16),
    ("blur", "mjpeg", "moving", 20),
    ("image", "yuyv", "still", 8),
    ("blur", "yuyv", "still", 12),
)
STAGES = ("intake", "load", "inference", "mask", "compose", "submit")


def busy_share():
    """Processor time of the whole machine so far: (busy, all), in clock ticks."""
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def run(case, options):
    effect, source, scene, limit = case
    before = busy_share()
    start = time.monotonic()
    output = subprocess.run(
        [BUILD / "vbg-benchmark", "live", MODEL, options.photo, options.background, effect, source,
         scene, str(options.frames)],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    after = busy_share()
    record = {"effect": effect, "source": source, "scene": scene, "limit_percent": limit}
    record["machine_busy_percent"] = 100 * (after[0] - before[0]) / max(1, after[1] - before[1])
    record["wall_s"] = time.monotonic() - start
    return record | json.loads(output)


def table(records):
    lines = [
        "| effect | camera | scene | CPU, % of one core | latency median, 99 % (ms) "
        "| inferred, skipped, dropped | " + ", ".join(STAGES) + " (ms a frame) | machine busy |",
        "|---|---|---|---|---|---|---|---|"]
    for record in records:
        stages = ", ".join(f"{record[stage + '_ms']:.2f}" for stage in STAGES)
        over = "" if record["processor_percent"] <= record["limit_percent"] else " over"
        lines.append(
            f"| {record['effect']} | {record['source']} | {record['scene']} "
            f"| {record['processor_percent']:.1f} ({record['limit_percent']}{over}) "
            f"| {record['latency_median_ms']:.1f}, {record['latency_99th_ms']:.1f} "
            f"| {record['inferred']:.0f}, {record['skipped']:.0f}, {record['dropped']:.0f} "
            f"| {stages} | {record['machine_busy_percent']:.0f} % |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=900)
    parser.add_argument("--photo", type=pathlib.Path, default=PICTURE)
    parser.add_argument("--background", type=pathlib.Path, default=PICTURE)
    parser.add_argument("--quick", action="store_true", help="90 frames; writes nothing")
    options = parser.parse_args()
    if options.quick:
        options.frames = 90
    described = machine.describe()
    records = [run(case, options) for case in CASES]
    print(f"{described['cpu']} ({described['cpu_family_model_stepping']}), "
          f"{described['processors']} processors, {described['date']}, "
          f"{options.frames} frames, load average {described['load_average_at_start']:.1f}")
    print(table(records))
    if not options.quick:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"live-{machine.slug(described)}.json"
        path.write_text(json.dumps(
            {"machine": described, "frames": options.frames, "model": MODEL.name,
             "photo": options.photo.name, "results": records}, indent=1) + "\n")
        print(path)


if __name__ == "__main__":
    main()
