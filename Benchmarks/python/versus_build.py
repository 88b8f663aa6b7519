"""Speed of two builds of vbg: OLD and NEW in turn, in persistent processes on the same processors.

A ratio is NEW's least time divided by OLD's. The whole comparison is repeated, each time with fresh
processes, and the new build is too slow where every repetition is beyond the limit: a case by 4 %, the
geometric mean by 2 %. --instructions counts what both execute with AVX2 under callgrind: a case that is
slower by the clock, but whose count is within the limit, is noise. A count knows nothing of caches,
and there is none for live sessions.
"""

import argparse
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import engines
import machine
import places
import targets

PROGRAMS = ("vbg", "vbg-infer", "vbg-benchmark")
WIDTH, HEIGHT = 1280, 720
BATCH = 10
WARM_UP_RUNS = 2
LIMIT_EACH, LIMIT_MEAN = 1.04, 1.02
KINDS = ("inference", "frames", "live", "start", "size")
LIVE_CASES = (("image", "yuyv"), ("blur", "yuyv"), ("blur", "mjpeg"))
FALLBACK_PICTURE = pathlib.Path(__file__).resolve().parents[2] / "Documentation" / "astronaut.jpg"


def parse():
    parser = argparse.ArgumentParser(
        prog="versus-build", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    listed = lambda text: [part for part in text.split(",") if part]
    parser.add_argument("old", type=pathlib.Path, help="a commit, or a folder of programs")
    parser.add_argument("--new", type=pathlib.Path, required=True,
                        help="a folder of programs (default: this tree, built)")
    parser.add_argument("--runs", type=int, default=300, help="timed runs of a case, each build (300)")
    parser.add_argument("--repeats", type=int, default=3, help="repetitions with fresh processes (3)")
    parser.add_argument("--live-frames", type=int, default=450, help="frames of a live case (450)")
    parser.add_argument("--threads", type=int, default=1, help="threads, but of live sessions (1)")
    parser.add_argument("--instruction-set", default="", help="baseline, avx2 or avx512 (the best)")
    parser.add_argument("--only", type=listed, default=list(KINDS), help=f"by commas ({','.join(KINDS)})")
    parser.add_argument("--models", type=listed, help="parts of model names, by commas (all)")
    parser.add_argument("--photo", help="default: what 'vbg models fetch --sample-photo' got")
    parser.add_argument("--instructions", action="store_true", help="also count instructions")
    parser.add_argument("--quick", action="store_true", help="15 runs, one repetition, 60 live frames")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.repeats, options.live_frames = 15, 1, 60
    if min(options.runs, options.repeats, options.live_frames, options.threads) < 1:
        parser.error("expected numbers of at least 1")
    unknown = set(options.only) - set(KINDS)
    if unknown:
        parser.error(f"expected some of {','.join(KINDS)}, found {','.join(sorted(unknown))}")
    for tool in ("ffmpeg", *(("valgrind", "strip") if options.instructions else ())):
        if shutil.which(tool) is None:
            parser.error(f"expected {tool} in PATH, found none")
    for folder in (options.old, options.new):
        missing = [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]
        if missing:
            parser.error(f"expected {', '.join(PROGRAMS)} in '{folder}', found no {', '.join(missing)}")
    if len(os.sched_getaffinity(0)) < options.threads:
        parser.error(f"expected at most {len(os.sched_getaffinity(0))} threads, the processors here")
    return options


class Server(engines.Worker):
    """One build's vbg-benchmark as a worker, with its inputs."""

    def __init__(self, folder, arguments, inputs, thread_count):
        self.command = [str(folder / "vbg-benchmark"), *arguments]
        super().__init__(str(folder), None, thread_count, machine.processors(thread_count))
        for line in inputs:
            self.ask(line)

    def start_command(self, model, thread_count):
        return self.command


class ServedCase:
    """Inference or frames: timed by a server, counted by what one run more costs."""

    def __init__(self, kind, name, arguments, inputs, options):
        self.kind, self.name, self.inputs, self.options = kind, name, inputs, options
        self.arguments = [*arguments, str(options.threads)]

    def measure(self, folders, scratch):
        """Least milliseconds of each build, and whether both gave the same bytes."""
        level = [self.options.instruction_set] if self.options.instruction_set else []
        servers = []
        try:
            for folder in folders:
                servers.append(Server(folder, self.arguments + level, self.inputs, self.options.threads))
            turn = servers
            while len(servers[0].nanoseconds) < self.options.runs:
                for server in turn:
                    engines.wait_until_idle(servers)
                    server.run(min(BATCH, self.options.runs), WARM_UP_RUNS)
                turn = turn[::-1]
            outputs = []
            for index, server in enumerate(servers):
                server.ask(f"output {scratch / f'output{index}'}")
                outputs.append((scratch / f"output{index}").read_bytes())
        finally:
            for server in servers:
                server.close()
        return [min(server.nanoseconds) / 1e6 for server in servers], outputs[0] == outputs[1]

    def count(self, folder):
        command = [folder / "vbg-benchmark", *self.arguments[:-1], "1", "avx2"]
        few, many = (
            instructions(command, "\n".join(self.inputs + [f"run {runs} 1"])) for runs in (1, 3))
        return (many - few) / 2


class LiveCase:
    """A session on a scripted camera: processor time, in per cent of a core."""

    kind = "live"

    def __init__(self, effect, source, model, picture, options):
        self.name, self.options = f"{effect}, {source}, % of a core", options
        self.arguments = ["live", model, picture, picture, effect, source, "moving"]

    def measure(self, folders, scratch):
        del scratch
        rounds = max(1, self.options.live_frames // 150)
        share = max(1, self.options.live_frames // rounds)
        figures = [[], []]
        for index in range(rounds):
            for which in ((0, 1), (1, 0))[index % 2]:
                command = [folders[which] / "vbg-benchmark", *self.arguments, str(share)]
                done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True)
                figures[which].append(float(re.search(r'"processor_percent": ([0-9.]+)', done.stdout)[1]))
        return [min(each) for each in figures], None

    def count(self, folder):
        return None


class StartCase:
    """A program from its start to the first mask on disk."""

    kind = "start"

    def __init__(self, program, model, photo, options):
        self.name, self.options = f"{program} to the first mask", options
        self.program = program
        self.arguments = [model, photo, "--threads", options.threads, "--quiet"]
        if options.instruction_set:
            self.arguments += ["--instruction-set", options.instruction_set]

    def command(self, folder, mask):
        program, *subcommand = self.program.split()
        return [str(part) for part in (folder / program, *subcommand, *self.arguments, "-o", mask)]

    def measure(self, folders, scratch):
        masks = [scratch / "old.png", scratch / "new.png"]
        times = [[], []]
        for index in range(self.options.runs + 1):  # the first one heats the caches
            for which in ((0, 1), (1, 0))[index % 2]:
                seconds, _ = engines.run_to_end(self.command(folders[which], masks[which]))
                times[which].append(seconds * 1e3)
        same = masks[0].read_bytes() == masks[1].read_bytes()
        return [min(each[1:] or each) for each in times], same

    def count(self, folder):
        with tempfile.TemporaryDirectory() as mask:
            extra = ["--threads", "1", "--instruction-set", "avx2"]
            return instructions([*self.command(folder, pathlib.Path(mask) / "mask.png"), *extra], "")


class SizeCase:
    """A program's size."""

    kind = "size"

    def __init__(self, program):
        self.name, self.program = f"{program}, MB", program

    def measure(self, folders, scratch):
        del scratch
        return [(folder / self.program).stat().st_size / 1e6 for folder in folders], None

    def count(self, folder):
        return None


def instructions(command, text):
    """Instructions that a program executes. A copy without debug information is run, as valgrind's reader
    gives up on Swift's."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program"
        subprocess.run(["strip", "--strip-debug", "-o", program, command[0]], check=True)
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program,
             *map(str, command[1:])],
            input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise SystemExit(f"valgrind could not run {command[0]}:\n{done.stderr[-2000:]}")
    return int(found[1])


def raw_picture(photo, path):
    """Writes a picture that covers 1280x720, as rows of RGBA."""
    size = f"{WIDTH}:{HEIGHT}"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", photo, "-vf",
         f"scale={size}:force_original_aspect_ratio=increase,crop={size}", "-frames:v", "1",
         "-pix_fmt", "rgba", "-f", "rawvideo", path], check=True, stdin=subprocess.DEVNULL)


def raw_input(infer, model, photo, path, scratch):
    """Writes what a model gets of the photo, as floats."""
    array = scratch / "input.npy"
    subprocess.run([infer, model, photo, "--quiet", "-o", scratch / "mask.png", "--dump-input", array],
                   check=True, stdout=subprocess.DEVNULL)
    data = array.read_bytes()
    path.write_bytes(data[10 + int.from_bytes(data[8:10], "little"):])


def cases(models, photo, scratch, options):
    default = next((path for name, path in models.items() if "selfie_segmentation_landscape" in name),
                   next(iter(models.values())))
    frame, behind = scratch / "frame.rgba", scratch / "background.rgba"
    raw_picture(photo, frame)
    raw_picture(FALLBACK_PICTURE, behind)
    found = []
    for name, model in models.items():
        path = scratch / f"{name}.f32"
        raw_input(options.new / "vbg-infer", model, photo, path, scratch)
        found.append(ServedCase("inference", targets.SHORT.get(name, name), ["serve", str(model)],
                                [f"input {path}"], options))
    for job in ("image", "blur"):
        found.append(ServedCase(
            "frames", f"{job} at {WIDTH}x{HEIGHT}", ["compose", str(default), str(WIDTH), str(HEIGHT), job],
            [f"background {behind}", f"input {frame}"], options))
    found += [LiveCase(*case, default, photo, options) for case in LIVE_CASES]
    found += [StartCase(program, default, photo, options) for program in ("vbg-infer", "vbg infer")]
    found += [SizeCase(program) for program in PROGRAMS[:2]]
    return [case for case in found if case.kind in options.only]


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def repeat(found, scratch, options):
    """All cases once: name -> (old, new, whether the results are equal)."""
    results = {}
    for case in found:
        (old, new), same = case.measure((options.old, options.new), scratch)
        results[case.name] = (old, new, same)
        print(f"{case.kind}, {case.name}: {old:.3f}, {new:.3f}, {new / old:.3f}", file=sys.stderr)
    return results


def show(found, repetitions, counts):
    """Prints the table and returns what is too slow."""
    slow = []
    print("| what | " + "least, old | new | " + "ratio | " * len(repetitions)
          + ("instructions, AVX2 | " if counts else "") + "results | |")
    print("|---" * (5 + len(repetitions) + bool(counts)) + "|")
    for case in found:
        rows = [repetition[case.name] for repetition in repetitions]
        ratios = [new / old for old, new, _ in rows]
        verdict = ""
        if min(ratios) > LIMIT_EACH:
            count = counts.get(case.name)
            verdict = "noise" if count is not None and count <= LIMIT_EACH else "slower"
            if verdict == "slower":
                slow.append(case.name)
        same = {True: "equal", False: "differ", None: "-"}[
            None if rows[0][2] is None else all(row[2] for row in rows)]
        counted = [f"{counts[case.name]:.4f}" if counts.get(case.name) else "-"] if counts else []
        cells = [f"{min(row[0] for row in rows):.3f}", f"{min(row[1] for row in rows):.3f}",
                 *(f"{ratio:.3f}" for ratio in ratios), *counted, same, verdict]
        print(f"| {case.kind}: {case.name} | " + " | ".join(cells) + " |")
    timed = [case.name for case in found if case.kind != "size"]
    if timed:
        means = [geometric_mean([repetition[name][1] / repetition[name][0] for name in timed])
                 for repetition in repetitions]
        known = [counts[name] for name in timed if counts.get(name)]
        text = ", ".join(f"{mean:.3f}" for mean in means)
        print(f"\ngeometric mean of the times: {text}"
              + (f"; of the instructions: {geometric_mean(known):.4f}" if known else ""))
        if min(means) > LIMIT_MEAN and not (known and geometric_mean(known) <= LIMIT_MEAN):
            slow.append("the geometric mean")
    return slow


def main():
    options = parse()
    photo = places.sample_photo(options.photo) or FALLBACK_PICTURE
    models = places.find_models(options.models, targets.SHORT)
    if not models:
        folders = ", ".join(map(str, places.model_folders()))
        raise SystemExit(f"expected models in {folders}, found none (see 'vbg models fetch --all')")
    with tempfile.TemporaryDirectory() as text:
        scratch = pathlib.Path(text)
        found = cases(models, photo, scratch, options)
        server = Server(options.new, ["serve", str(next(iter(models.values()))), "1"]
                        + [level for level in [options.instruction_set] if level], [], 1)
        server.close()
        described = machine.describe()
        print(f"{described['cpu']} (family/model/stepping {described['cpu_family_model_stepping']}), "
              f"{described['processors']} processors, {server.greeting['instruction_set']}, threads "
              f"{options.threads} (live: 1), {described['date']}, load average "
              f"{described['load_average_at_start']:.1f}")
        print(f"old: {options.old}, new: {options.new}, least of {options.runs}, "
              f"repetitions {options.repeats}\n", flush=True)
        repetitions = [repeat(found, scratch, options) for _ in range(options.repeats)]
        counts = {}
        if options.instructions:
            for case in found:
                old, new = case.count(options.old), case.count(options.new)
                if old:
                    counts[case.name] = new / old
    slow = show(found, repetitions, counts)
    print("the new build is " + (f"slower: {', '.join(slow)}" if slow else "as fast, within the limits"))
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
