"""Runs mutants of what is for browsers; Tools/mutate-web says how it is called."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mutant_list import ListError, find_mutant, read_list

PROJECT = Path(__file__).resolve().parents[2]
LISTS = PROJECT / "Tools" / "mutants" / "web"
# What tests take a minute for hangs after ten.
LIMIT = 600


class Copy:
    """A copy of what mutants change; all else is the checkout's own, by links."""

    def __init__(self, folder):
        self.tree = Path(folder) / "vbg"
        for name in ("Web", "Tests/Web", "Tools"):
            shutil.copytree(PROJECT / name, self.tree / name)
        for name in ("Sources", "Models", "LICENSE", ".build", "Tests/GoldenTests", "Tests/TestSupport", "Tests/vbg-embedded",
                     "Tests/vbg-fuzz"):
            if (PROJECT / name).exists():
                (self.tree / name).symlink_to(PROJECT / name)
        # Objects that are newer than their sources stay.
        shutil.copytree(PROJECT / ".build-embedded" / "wasm", self.tree / ".build-embedded" / "wasm", copy_function=shutil.copy2)
        self.environment = {**os.environ, "VBG_BACKENDS": "plain", "PYTHONDONTWRITEBYTECODE": "1"}

    def call(self, *command, **others):
        """Runs a program in the copy; whether it ended well, and what it said."""
        try:
            found = subprocess.run(
                command, cwd=self.tree, env={**self.environment, **others}, stdin=subprocess.DEVNULL, timeout=LIMIT,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return False, "it hung"
        return found.returncode == 0, found.stdout

    def build(self):
        """Compiles the module of the copy."""
        is_built, output = self.call("Tools/build-embedded", "wasm")
        if not is_built:
            raise ListError(f"expected a module that compiles, found\n{output[-2000:]}")

    def run(self, tests):
        """Runs `node:NAME` and `browser:NAME`; whether all pass, and what the first that fails said."""
        for test in tests.split():
            kind, name = test.split(":")
            if kind == "node":
                passes, output = self.call("node", "--test", f"Tests/Web/{name}.test.mjs")
            else:
                site = self.tree.parent / "site"
                shutil.rmtree(site, ignore_errors=True)
                passes, output = self.call(
                    sys.executable, "Tools/browser/build_page.py", str(self.tree), str(self.tree / ".build-embedded" / "wasm"),
                    os.environ["VBG_DATA"], str(site))
                if not passes:
                    raise ListError(f"expected a page, found\n{output[-2000:]}")
                passes, output = self.call(sys.executable, "Tools/browser/run.py", str(site), name)
                if passes and "skipped" in output:
                    raise ListError(f"expected {name} to run, found it skipped: {output[-500:]}")
            if not passes:
                return False, output
        return True, ""


def first_failure(output):
    """The line that names what failed."""
    marks = ("not ok", "FAIL:", "ERROR:", "✖")
    return next((line.strip() for line in output.splitlines() if line.strip().startswith(marks)), output[-200:].strip())


def judge(copy, mutant, default):
    """Puts a mutant in, runs its tests, takes it out; whether it died."""
    path, tests = copy.tree / mutant.file, mutant.tests or default
    source = path.read_text()
    start, end = find_mutant(mutant, source)
    began = time.monotonic()
    try:
        path.write_text(source[:start] + mutant.new + source[end:])
        if path.suffix == ".swift":
            copy.build()
        passes, output = copy.run(tests)
    finally:
        path.write_text(source)
    print(f"   {mutant.name:14} {'SURVIVED' if passes else 'killed':9} {time.monotonic() - began:4.0f} s  {mutant.breaks}\n"
          f"   {'':14} {mutant.place if passes else first_failure(output)}", flush=True)
    return not passes


def main():
    """Reads the lists, holds them to the sources, and runs them."""
    parser = argparse.ArgumentParser(prog="mutate-web")
    parser.add_argument("lists", nargs="*", metavar="LIST")
    parser.add_argument("--only", metavar="N[,N...]")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.only and len(options.lists) != 1:
        parser.error("--only takes one list")
    names = options.lists or sorted(path.stem for path in LISTS.glob("*.txt"))
    survivors = []
    try:
        lists = [read_list(LISTS / f"{name}.txt") for name in names if (LISTS / f"{name}.txt").is_file() or not parser.error(
            f"expected a list of {LISTS}, found '{name}'")]
        for list_ in lists:
            for mutant in list_.mutants:
                find_mutant(mutant, (PROJECT / mutant.file).read_text())
            print(f"{list_.module}: {len(list_.mutants)} mutants, all found in the sources", flush=True)
        if options.list:
            return 0
        with tempfile.TemporaryDirectory(prefix="vbg-mutants-") as folder:
            copy = Copy(folder)
            for list_ in lists:
                default = " ".join(list_.suites)
                wanted = [mutant for mutant in list_.mutants
                          if not options.only or str(mutant.number) in options.only.split(",")]
                is_swift = any(mutant.file.endswith(".swift") for mutant in wanted)
                if is_swift:
                    copy.build()
                for tests in sorted({mutant.tests or default for mutant in wanted}):
                    passes, output = copy.run(tests)
                    if not passes:
                        raise ListError(f"expected {tests} to pass without a mutant, found: {first_failure(output)}")
                survivors += [mutant.name for mutant in wanted if not mutant.equivalent and not judge(copy, mutant, default)]
                if is_swift:
                    copy.build()
    except ListError as error:
        print(f"mutate-web: {error}", file=sys.stderr)
        return 1
    print(f"survived: {', '.join(survivors) or 'none'}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
