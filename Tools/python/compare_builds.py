"""Runs two builds of vbg on the same inputs and compares what they write; see Tools/compare-builds."""

import argparse
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from compare_inputs import Inputs

LEVELS = ("baseline", "avx2", "avx512")
NETWORK = "Tests/GoldenTests/Models/segmentation_network.tflite"
PLACE = "RESULTS"  # stands for a build's folder of results in an argument
SECONDS = 120


class Case:
    """Arguments of one program, and what is compared: its results and its exit code."""

    def __init__(self, name: str, program: str, arguments: list[str], is_live: bool = False):
        self.name = name
        self.program = program
        self.arguments = arguments
        self.is_live = is_live

    def command(self, build: Path, results: Path) -> list[str]:
        return [str(build / self.program)] + [
            argument.replace(PLACE, str(results)) for argument in self.arguments]

    def run(self, build: Path, results: Path) -> dict[str, bytes]:
        """The results' bytes by name; `exit` holds the code and, of a failure, what was said."""
        results.mkdir(parents=True)
        command = self.command(build, results)
        environment = dict(os.environ, XDG_CONFIG_HOME=str(results / "nothing"))
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment, cwd=results)
        if self.is_live:
            self.stop_when_settled(process, results / "log")
        try:
            error = process.communicate(timeout=SECONDS)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return {"exit": b"no end"}
        files = {str(path.relative_to(results)): path.read_bytes()
                 for path in sorted(results.rglob("*")) if path.is_file()}
        if self.is_live:
            # When frames leave, and whether a slate comes between, is the machine's pace; what leaves is not.
            lines = {line for line in files.pop("log", b"").split(b"\n") if b" " not in line}
            files["frames"] = b"\n".join(sorted(lines))
        if process.returncode:
            place = str(results).encode()
            files = {"said": error.replace(place, b"").replace(str(build).encode(), b"")}
        files["exit"] = str(process.returncode).encode()
        return files

    @staticmethod
    def stop_when_settled(process: subprocess.Popen, log: Path) -> None:
        """Ends a session half a second after its last new frame."""
        end = time.monotonic() + SECONDS / 4
        size, since = -1, time.monotonic()
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
            found = log.stat().st_size if log.exists() else 0
            if found != size:
                size, since = found, time.monotonic()
            hashes = log.read_bytes().count(b"\n") if log.exists() else 0
            if hashes >= 4 and time.monotonic() - since > 0.5 or time.monotonic() - since > 5:
                break
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)


class Draw:
    """Random sets of options."""

    def __init__(self, inputs: Inputs, models: list[str], levels: list[str], has_live: bool):
        self.inputs = inputs
        self.models = models
        self.levels = levels
        self.kinds = ["compose"] * 5 + ["video"] * 3 + ["live"] * (2 if has_live else 0)

    def case(self, number: int, seed: int) -> Case:
        pick = random.Random(f"{seed}/{number}")
        kind = pick.choice(self.kinds)
        is_mask = kind == "video" and pick.random() < 0.15
        options = [] if is_mask else self.background(pick, kind)
        options += self.person(pick) + self.edge(pick)
        options += ["--instruction-set", pick.choice(self.levels), "--threads", pick.choice("1123")]
        name = f"set {number}"
        if kind == "compose":
            return Case(name, "vbg", ["compose", *self.stills(pick), *options, "-o", f"{PLACE}/out/"])
        options += ["--model", pick.choice(self.models), "--smooth", pick.choice(["off", "adaptive"])]
        if kind == "video":
            film = str(pick.choice(self.inputs.films))
            options += ["--mask-only"] * is_mask
            return Case(name, "vbg", ["video", film, f"{PLACE}/out.y4m", *options])
        return Case(
            name, "vbg-live-rehearsal",
            [f"{PLACE}/log", "--camera", str(self.inputs.camera), "--output", "/dev/hash", *options],
            is_live=True)

    def stills(self, pick: random.Random) -> list[str]:
        frames = [str(path) for path in pick.sample(self.inputs.pictures, 2)]
        if pick.random() < 0.4:
            frames += [pick.choice(["--mask", "--mask-final"]), str(self.inputs.mask)]
        else:
            frames += ["--model", pick.choice(self.models)]
        if pick.random() < 0.3:
            frames += ["--stages", f"{PLACE}/stages"]
        if pick.random() < 0.2:
            frames += ["--working-height", pick.choice(["20", "33"])]
        return frames

    def background(self, pick: random.Random, kind: str) -> list[str]:
        picture = ["--background", str(pick.choice(self.inputs.backgrounds)), "--fit",
                   pick.choice(["cover", "contain", "stretch", "tile"])]
        strength = pick.choice(["0", "0.7", "2", "3.5", "9", "20"])
        color = pick.choice(["teal", "#00b140"] + ["#20408060"] * (kind == "compose"))
        choices = [["--blur=demo"] if kind != "live" else [], [f"--blur={strength}"], picture, picture,
                   ["--color", color], ["--none"]]
        if kind == "compose":
            choices += [[], ["--transparent"]]
        return pick.choice(choices)

    @staticmethod
    def person(pick: random.Random) -> list[str]:
        options = []
        if pick.random() < 0.25:
            options += ["--mirror"]
        for option in ("--keep-region", "--drop-region"):
            if pick.random() < 0.2:
                options += [option, pick.choice(["3,2,20,11", "10%,0,40%,55%", "0,0,1,1"])]
        return options

    @staticmethod
    def edge(pick: random.Random) -> list[str]:
        options = []
        for share, name, values in (
            (0.6, "--filter", ["exact", "exact", "separable", "guided", "none"]),
            (0.4, "--coverage", ["0,1", "0.1,0.3", "0.5,0.5", "0.3,0.9", "0,0.05", "1,1"]),
            (0.3, "--sigma-space", ["0", "0.5", "2.5", "6", "10"]),
            (0.3, "--sigma-color", ["0", "0.02", "0.3", "1"]),
            (0.3, "--light-wrap", ["0", "0.4", "1"]),
            (0.2, "--blend", ["screen", "linear-dodge"]),
            (0.3, "--wrap-source", ["sharp", "blurred"]),
            (0.3, "--decontaminate", ["on", "off"]),
            (0.2, "--resize", ["bilinear", "nearest", "area"]),
        ):
            if pick.random() < share:
                options += [name, pick.choice(values)]
        return options


def succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def catalogue(build: Path) -> list[str]:
    """The models that are on this machine, by their short names."""
    listed = subprocess.run([build / "vbg", "models", "list"], capture_output=True, text=True)
    names = [line.split()[0] for line in listed.stdout.splitlines()[1:] if line.strip()]
    return [name for name in names if succeeds([build / "vbg", "models", "path", name])]


def sample_photo(build: Path) -> list[Path]:
    """The photo that `vbg models fetch --sample-photo` gets, where it is."""
    found = subprocess.run(
        [build / "vbg", "models", "path", "--sample-photo"], capture_output=True, text=True)
    return [Path(found.stdout.strip())] if found.returncode == 0 else []


def mask_cases(models: list[str], levels: list[str], frames: list[Path]) -> list[Case]:
    """Each model's raw output and mask at each level."""
    return [
        Case(f"model {model}, {level}", "vbg-infer", [
            model, *map(str, frames), "-o", f"{PLACE}/", "--bits", "16", "--dump-output",
            f"{PLACE}/raw/", "--instruction-set", level])
        for model in models for level in levels]


def compare(case: Case, builds: list[Path], folder: Path) -> tuple[Case, str]:
    """What differs between the builds' results: nothing, `refused by one`, or a file's name."""
    place = folder / case.name.replace(" ", "-").replace(",", "")
    old, new = (case.run(build, place / str(index)) for index, build in enumerate(builds))
    if old == new:
        return case, "" if old["exit"] == b"0" else "refused by both"
    if b"2" in (old["exit"], new["exit"]):
        return case, "refused by one"
    return case, next(name for name in sorted(old | new) if old.get(name) != new.get(name))


def report(case: Case, difference: str, builds: list[Path], folder: Path) -> None:
    print(f"{case.name} differs: {difference}")
    for index, build in enumerate(builds):
        results = folder.resolve() / f"again-{index}"
        results.mkdir(exist_ok=True)
        print("  " + shlex.join(case.command(build, results)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="compare-builds")
    parser.add_argument("--project", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path, nargs="?")
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    builds = [build.resolve() for build in
              (arguments.old, arguments.new or arguments.project / ".build" / "release")]
    for build in builds:
        if not (build / "vbg").is_file():
            parser.error(f"expected a folder with vbg, found '{build}'")
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="vbg-compare-"))
    inputs = Inputs(folder.resolve() / "inputs")

    levels = [level for level in LEVELS if all(
        succeeds([build / "vbg", "compose", str(inputs.pictures[3]), "--none", "--instruction-set",
                  level, "-o", "-"]) for build in builds)]
    known = catalogue(builds[0])
    models = [str(arguments.project / NETWORK)] + [name for name in known if name == "landscape"]
    has_live = all((build / "vbg-live-rehearsal").is_file() for build in builds)
    draw = Draw(inputs, models, levels, has_live)
    numbers = range(arguments.sets) if arguments.only is None else [arguments.only]
    cases = [draw.case(number, arguments.seed) for number in numbers]
    if arguments.only is None:
        cases += mask_cases(known, levels, inputs.pictures[:2] + sample_photo(builds[0]))
    print(f"{len(cases)} cases at {', '.join(levels)}; models: {', '.join(known) or 'none'}"
          + ("" if has_live else "; no live frames: no vbg-live-rehearsal"))

    outcomes: dict[str, list[Case]] = {}
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // 2)) as threads:
        results = threads.map(lambda case: compare(case, builds, folder.resolve() / "results"), cases)
        for case, difference in results:
            if difference in ("", "refused by both", "refused by one"):
                outcomes.setdefault(difference, []).append(case)
            else:
                report(case, difference, builds, folder)
                threads.shutdown(cancel_futures=True)
                return 1
    refused = outcomes.get("refused by one", [])
    print(f"equal to the byte: {len(outcomes.get('', []))}; refused by both builds: "
          f"{len(outcomes.get('refused by both', []))}, by one: {len(refused)}")
    for case in refused[:1]:
        report(case, "one build refuses these options", builds, folder)
    if not arguments.keep and not refused:
        shutil.rmtree(folder)
    return 0 if outcomes.get("") else 1


if __name__ == "__main__":
    sys.exit(main())
