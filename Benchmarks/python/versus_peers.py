"""Inference alone: every model in LiteRT, OpenVINO and vbg, in turn, in persistent processes.

For one model and number of threads all engines are alive at once. They run small batches in turn
(A B C A B C ...), so that whatever the machine does meanwhile meets all of them; the least time of
each counts.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile

import numpy
from PIL import Image

import chart
import engines
import machine
import places
import targets

BATCH_SECONDS = 0.03
WARM_UP_RUNS = 2
LARGEST_DIFFERENCE = 1e-3


def parse():
    parser = argparse.ArgumentParser(prog="versus-peers", description=__doc__)
    listed = lambda text: [part for part in text.split(",") if part]
    parser.add_argument("--models", type=listed, help="parts of model names, by commas (all)")
    parser.add_argument("--threads", type=lambda text: [int(n) for n in listed(text)],
                        default=[1, 2], help="numbers of threads, by commas (1,2)")
    parser.add_argument("--runs", type=int, default=100, help="timed runs of each engine (100)")
    parser.add_argument("--engines", type=listed, default=list(engines.ENGINES),
                        help=f"by commas ({','.join(engines.ENGINES)})")
    parser.add_argument("--photo", help="the input; default: what 'vbg models fetch "
                        "--sample-photo' got, else seeded noise")
    parser.add_argument("--nice", type=int, default=0, help="priority of all engines, as nice has "
                        "it; below 0 needs privileges and helps on a busy machine (0)")
    parser.add_argument("--folder", type=pathlib.Path, help="models of this folder instead, LiteRT and "
                        "vbg alone, one thread: those that vbg runs; writes Results/any-model-*.json")
    parser.add_argument("--quick", action="store_true", help="15 runs, results are not written")
    options = parser.parse_args()
    unknown = set(options.engines) - set(engines.ENGINES)
    if unknown:
        parser.error(f"expected engines of {','.join(engines.ENGINES)}, found {','.join(unknown)}")
    if options.quick:
        options.runs = 15
    if options.folder:
        options.engines, options.threads = ["litert", "vbg"], [1]
    return options


def input_values(photo, shape):
    """Numbers in 0 ... 1 of a model's input shape. On noise, models that end in a logistic function
    give next to nothing everywhere, which would compare badly: hence the photo."""
    if photo is None or len(shape) != 4 or shape[3] != 3:
        return numpy.random.RandomState(0).rand(*shape).astype(numpy.float32)
    picture = Image.open(photo).convert("RGB").resize((shape[2], shape[1]))
    return numpy.asarray(picture, numpy.float32)[None] / 255


def write_inputs(workers, values, folder):
    path = folder / "input.f32"
    values.tofile(path)
    for worker in workers:
        worker.ask(f"input {path}")


def runs_in_vbg(model, processors):
    """Whether vbg plans a model; what it says of one that it refuses goes to standard error."""
    try:
        engines.Worker("vbg", model, 1, processors).close()
    except RuntimeError:
        return False
    return True


def agreement(workers, folder):
    """Each engine's largest difference from the first one's output, in parts of the largest value."""
    outputs = []
    for worker in workers:
        path = folder / f"{worker.engine}.f32"
        worker.ask(f"output {path}")
        outputs.append(numpy.fromfile(path, numpy.float32).astype(float))
    first = outputs[0]
    largest = float(numpy.abs(first).max())
    differences = {}
    for worker, output in zip(workers, outputs):
        if output.size != first.size:
            raise SystemExit(f"{worker.engine}: expected {first.size} outputs, found {output.size}")
        difference = float(numpy.abs(output - first).max()) / largest
        if not difference <= LARGEST_DIFFERENCE:
            raise SystemExit(f"{worker.engine} differs from {workers[0].engine} by {difference} of "
                             f"{largest}: expected at most {LARGEST_DIFFERENCE}")
        differences[worker.engine] = difference
    return differences


def input_shape(model):
    from ai_edge_litert.interpreter import Interpreter

    return Interpreter(model_path=str(model)).get_input_details()[0]["shape"]


def measure(name, model, thread_count, photo, options):
    """One model with one number of threads in all engines."""
    processors = machine.processors(thread_count)
    workers = []
    with tempfile.TemporaryDirectory() as text:
        folder = pathlib.Path(text)
        try:
            for engine in options.engines:
                workers.append(
                    engines.Worker(engine, model, thread_count, processors, options.nice))
            write_inputs(workers, input_values(photo, input_shape(model)), folder)
            slowest = max(min(worker.ask("run 3 3")["nanoseconds"]) for worker in workers) / 1e9
            differences = agreement(workers, folder)
            batch = max(4, min(10, int(BATCH_SECONDS / slowest)))
            while len(workers[-1].nanoseconds) < options.runs:
                for worker in workers:
                    engines.wait_until_idle(workers)
                    worker.run(batch, WARM_UP_RUNS)
        finally:
            for worker in workers:
                worker.close()
    return {
        "model": name, "threads": thread_count, "processors": sorted(processors),
        "engines": {
            worker.engine: {
                "minimum_ms": min(worker.nanoseconds) / 1e6,
                "median_ms": statistics.median(worker.nanoseconds) / 1e6,
                "runs": len(worker.nanoseconds),
                "largest_difference": differences[worker.engine],
                "greeting": worker.greeting,
            } for worker in workers},
    }


def add_ratios(row, peaks):
    """Adds what the table shows."""
    times = {engine: figures["minimum_ms"] for engine, figures in row["engines"].items()}
    row["ratios"] = {}
    for engine, goals in (("litert", targets.LITERT), ("openvino", targets.OPENVINO)):
        if engine in times and "vbg" in times:
            goal = goals.get(row["model"], {}).get(row["threads"])
            row["ratios"][engine] = {"ratio": times[engine] / times["vbg"], "target": goal}
    best = max(peaks, key=lambda level: engines_order(level))
    if "vbg-avx2" in times and "vbg" in times and "avx2" in peaks:
        row["avx2_share_kept"] = (times["vbg"] * peaks[best]) / (times["vbg-avx2"] * peaks["avx2"])


def engines_order(level):
    return ("baseline", "avx2", "avx512").index(level)


def cell(row, engine):
    ratio = row["ratios"].get(engine)
    if ratio is None:
        return "-"
    if ratio["target"] is None:
        return f"{ratio['ratio']:.2f}"
    mark = "" if ratio["ratio"] >= ratio["target"] else " below"
    return f"{ratio['ratio']:.2f} ({ratio['target']}{mark})"


def table(rows, names):
    """Markdown: least milliseconds, then ratios with their targets in brackets."""
    header = ["model", "threads"] + [engines.LABELS[name] for name in names] + [
        "LiteRT / vbg", "OpenVINO / vbg", "AVX2 keeps", "largest difference"]
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for row in rows:
        times = [f"{row['engines'][name]['minimum_ms']:.3f}" for name in names]
        kept = row.get("avx2_share_kept")
        largest = max(figures["largest_difference"] for figures in row["engines"].values())
        lines.append("| " + " | ".join(
            [targets.SHORT.get(row["model"], row["model"]), str(row["threads"])] + times
            + [cell(row, "litert"), cell(row, "openvino"), f"{kept:.0%}" if kept else "-",
               f"{largest:.1e}"]) + " |")
    return "\n".join(lines)


def main():
    options = parse()
    if options.folder:
        models = {path.stem: path for path in sorted(options.folder.glob("*.tflite"))
                  if not options.models or any(part in path.stem for part in options.models)}
        models = {name: path for name, path in models.items()
                  if runs_in_vbg(path, machine.processors(1))}
    else:
        models = places.find_models(options.models, targets.SHORT)
    if not models:
        folders = options.folder or ", ".join(map(str, places.model_folders()))
        raise SystemExit(f"expected models in {folders}, found none (see 'vbg models fetch --all')")
    photo = places.sample_photo(options.photo)
    report = {"machine": machine.describe(), "input": "photo" if photo else "noise",
              "niceness": options.nice, "versions": {}, "peaks": {}, "rows": []}
    available = engines.peaks(machine.processors(1), options.nice)
    names = [name for name in options.engines
             if name in engines.PEERS + ("vbg",) or name.removeprefix("vbg-") in available]
    options.engines = names
    if len(os.sched_getaffinity(0)) < max(options.threads):
        raise SystemExit(f"expected at least {max(options.threads)} processors")
    peaks = {}
    for name, model in models.items():
        for level, figures in engines.peaks(machine.processors(1), options.nice).items():
            peaks[level] = max(peaks.get(level, 0), figures["gigaflops_per_second"])
        for thread_count in options.threads:
            row = measure(name, model, thread_count, photo, options)
            report["rows"].append(row)
            times = ", ".join(f"{engines.LABELS[engine]} {figures['minimum_ms']:.3f}"
                              for engine, figures in row["engines"].items())
            print(f"{name}, threads {thread_count}, ms: {times}", file=sys.stderr)
    for row in report["rows"]:
        add_ratios(row, peaks)
        for engine, figures in row["engines"].items():
            greeting = figures.pop("greeting")
            if "version" in greeting:
                report["versions"][engine] = greeting["version"]
            elif engine == "vbg":
                report["machine"]["instruction_set"] = greeting["instruction_set"]
            if "arena_bytes" in greeting:
                figures.update(greeting)
    report["peaks"] = {"gigaflops_per_second_one_core": peaks, "read": available}
    print(heading(report))
    print(table(report["rows"], names))
    ratios = [row["ratios"]["litert"]["ratio"] for row in report["rows"] if "litert" in row["ratios"]]
    if options.folder and ratios:
        print(f"\ngeometric mean of LiteRT / vbg: {statistics.geometric_mean(ratios):.2f}")
    if options.quick:
        return
    places.RESULTS.mkdir(exist_ok=True)
    kind = "any-model" if options.folder else "versus-peers"
    path = places.RESULTS / f"{kind}-{machine.slug(report['machine'])}.json"
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(path)
    if not options.folder:
        print(chart.draw(report, path.with_suffix(".png")))


def heading(report):
    described = report["machine"]
    peaks = ", ".join(f"{level} {rate:.0f}" for level, rate in
                      report["peaks"]["gigaflops_per_second_one_core"].items())
    versions = ", ".join(report["versions"].values())
    return (f"{described['cpu']} (family/model/stepping "
            f"{described['cpu_family_model_stepping']}), {described['processors']} processors, "
            f"vbg on {described.get('instruction_set', '-')}, {versions}, {described['date']}, "
            f"load average {described['load_average_at_start']:.1f}\n"
            f"peak of one core, GFLOP/s: {peaks}\nleast milliseconds:\n")


main()
