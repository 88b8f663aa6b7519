"""Frames composited by vbg, and by LiteRT with OpenCV: in turn, in persistent processes.

For one photo, job and number of threads both engines are alive at once, held to the same processors. They
run small batches in turn (A B A B ...), so that whatever the machine does meanwhile meets both; the least
time of each counts.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

import cv2
import numpy

import engines
import machine
import places

JOBS = {"image": 3.0, "blur": 2.0, "filter": 60.0}
TITLES = {
    "image": "image background: plain blurred mask | edge filter and light wrap",
    "blur": "background blur: half-size Gaussian | edge filter and masked blur",
    "filter": "filter stage alone: ximgproc's joint bilateral | the same window",
}
WARM_UP_RUNS = 2


class ComposeWorker(engines.Worker):
    """One engine with one job."""

    def __init__(self, name, command, processors):
        self.command = command
        self.steps = {}
        super().__init__(name, None, 0, processors)

    def start_command(self, model, thread_count):
        return self.command

    def run(self, count):
        answer = self.ask(f"run {count} {WARM_UP_RUNS}")
        self.nanoseconds += answer["nanoseconds"]
        for step, times in answer.get("steps", {}).items():
            self.steps.setdefault(step, []).extend(times)


def covering(path, width, height):
    """A photo's largest part of the wanted shape, at the wanted size, as RGBA."""
    photo = cv2.imread(str(path))
    if photo is None:
        raise SystemExit(f"expected a photo, found '{path}'")
    scale = max(width / photo.shape[1], height / photo.shape[0])
    size = (max(width, round(photo.shape[1] * scale)), max(height, round(photo.shape[0] * scale)))
    photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return cv2.cvtColor(photo[top:top + height, left:left + width], cv2.COLOR_BGR2RGBA)


def landscape(width, height):
    """What stands behind the person where no picture is named: bands of colour."""
    y, x = numpy.mgrid[0:height, 0:width]
    bands = [(x * 255 // width), (y * 255 // height), ((x // 40 + y // 40) % 2 * 160)]
    return numpy.dstack([*bands, numpy.full_like(x, 255)]).astype(numpy.uint8)


def measure(job, model, files, size, thread_count, options):
    processors = machine.processors(thread_count)
    sizes = [str(size[0]), str(size[1])]
    script = pathlib.Path(__file__).with_name("opencv_worker.py")
    commands = {
        "opencv": [sys.executable, str(script), job, str(model), *sizes, str(thread_count)],
        "vbg": [str(places.WORKER), "compose", str(model), *sizes, job, str(thread_count)],
    }
    workers = {}
    try:
        for name, command in commands.items():
            workers[name] = ComposeWorker(name, command, processors)
        for worker in workers.values():
            worker.ask(f"background {files['background']}")
            worker.ask(f"input {files['frame']}")
        wanted = {"opencv": 4 if job == "filter" else options.runs, "vbg": options.runs}
        while any(len(workers[name].nanoseconds) < wanted[name] for name in workers):
            for name, worker in workers.items():
                engines.wait_until_idle(workers.values())
                worker.run(1 if job == "filter" and name == "opencv" else 5)
        for name, worker in workers.items():
            worker.ask(f"output {files['output']}.{name}")
    finally:
        for worker in workers.values():
            worker.close()
    vbg = workers["vbg"]
    times = vbg.steps["filter"] if job == "filter" else vbg.nanoseconds
    peer = workers["opencv"]
    return vbg.greeting["instruction_set"], peer.greeting["version"], {
        "job": job, "threads": thread_count,
        "minimum_ms": {"opencv": min(peer.nanoseconds) / 1e6, "vbg": min(times) / 1e6},
        "median_ms": {"opencv": statistics.median(peer.nanoseconds) / 1e6,
                      "vbg": statistics.median(times) / 1e6},
        "vbg_step_minimum_ms": {
            step: min(values) / 1e6 for step, values in vbg.steps.items() if max(values) > 0},
        "ratio": min(peer.nanoseconds) / min(times),
        "runs": {name: len(worker.nanoseconds) for name, worker in workers.items()},
    }


def table(rows):
    lines = ["| photo | job: OpenCV's | vbg's | threads | OpenCV, ms | vbg, ms | OpenCV / vbg | target |",
             "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        theirs, _, ours = TITLES[row["job"]].partition(" | ")
        target = JOBS[row["job"]]
        verdict = "" if row["ratio"] >= target else " below"
        lines.append(
            f"| {row['photo']} | {theirs} | {ours} | {row['threads']} "
            f"| {row['minimum_ms']['opencv']:.2f} | {row['minimum_ms']['vbg']:.3f} "
            f"| {row['ratio']:.2f} | {target:g}{verdict} |")
    return "\n".join(lines)


def step_table(rows):
    names = ["resize", "inference", "input", "filter", "blur", "foreground", "blend", "output"]
    lines = ["| photo | job | threads | " + " | ".join(names) + " |",
             "|---|---|---|" + "---|" * len(names)]
    for row in rows:
        steps = row["vbg_step_minimum_ms"]
        lines.append(f"| {row['photo']} | {row['job']} | {row['threads']} | " + " | ".join(
            f"{steps[name]:.3f}" if name in steps else "" for name in names) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="versus-opencv", description=__doc__)
    parser.add_argument("--photo", action="append", metavar="FILE",
                        help="a photo of a person; may be repeated (the sample photo)")
    parser.add_argument("--background", metavar="FILE", help="what stands behind the person")
    parser.add_argument("--model", default="segm_full_v679")
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")],
                        default=[1, 2])
    parser.add_argument("--jobs", type=lambda text: text.split(","), default=list(JOBS))
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="10 runs, results are not written")
    options = parser.parse_args()
    if options.quick:
        options.runs = 10
    models = places.find_models([options.model], [options.model])
    if not models:
        raise SystemExit(f"no model {options.model}: name its folder in VBG_MODELS")
    photos = options.photo or [places.sample_photo(None)]
    if photos == [None]:
        raise SystemExit("no photo: name one with --photo, or run `vbg models fetch --sample-photo`")
    size = (options.width, options.height)
    report = {"machine": machine.describe(), "width": size[0], "height": size[1],
              "model": next(iter(models)), "rows": []}
    with tempfile.TemporaryDirectory() as text:
        folder = pathlib.Path(text)
        files = {name: folder / name for name in ("frame", "background", "output")}
        background = covering(options.background, *size) if options.background else landscape(*size)
        background.tofile(files["background"])
        for photo in map(pathlib.Path, photos):
            covering(photo, *size).tofile(files["frame"])
            for thread_count in options.threads:
                for job in options.jobs:
                    level, version, row = measure(
                        job, next(iter(models.values())), files, size, thread_count, options)
                    row["photo"] = photo.stem.split("-")[0]
                    report["rows"].append(row)
    report |= {"instruction_set": level, "opencv_version": version}
    described = report["machine"]
    print(f"{described['cpu']} (family/model/stepping {described['cpu_family_model_stepping']}), "
          f"{size[0]}x{size[1]}, {report['model']}, vbg on {level}, LiteRT and {version}, "
          f"{described['date']}, load average {described['load_average_at_start']:.1f}")
    print("least milliseconds, inference included except for the filter stage:\n")
    print(table(report["rows"]))
    print("\nvbg's steps, least milliseconds of each:\n")
    print(step_table(report["rows"]))
    if not options.quick:
        path = places.RESULTS / f"versus-opencv-{machine.slug(described)}.json"
        path.write_text(json.dumps(report, indent=1) + "\n")
        print(path)


if __name__ == "__main__":
    main()
