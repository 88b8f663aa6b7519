"""Runs mutants and tells which of them no test sees; Tools/mutate says how it is called."""

import argparse
import os
import re
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutant_copy import MutantCopy
from mutant_list import ListError, Mutant, MutantList, find_mutant, read_list
from mutant_runs import Run, run_tests, suites_of
from mutant_schemata import schema

PROJECT = Path(__file__).resolve().parents[2]
LISTS = PROJECT / "Tools" / "mutants"
LEAST_SHARE = 0.95

printing = threading.Lock()


def say(text: str) -> None:
    with printing:
        print(text, flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="mutate", description="Runs mutants of the sources.")
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument(
        "--only", metavar="[MODULE:]N[,...]", help="of the one module, or of those named, these alone")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="test runs at a time")
    parser.add_argument("--equivalent", action="store_true", help="run equivalent mutants too")
    parser.add_argument("--skip", metavar="REGEX", help="tests to leave out")
    parser.add_argument("--list", action="store_true", help="only check the lists")
    arguments = parser.parse_args()
    if arguments.only and ":" not in arguments.only and len(arguments.modules) != 1:
        parser.error("--only takes one module, or numbers with their modules")
    if arguments.jobs < 1:
        parser.error(f"expected --jobs of at least 1, found {arguments.jobs}")
    return arguments


def chosen_lists(arguments) -> list[MutantList]:
    names = arguments.modules or sorted(path.stem for path in LISTS.glob("*.txt"))
    lists = []
    for name in names:
        path = LISTS / f"{name}.txt"
        if not path.is_file():
            known = ", ".join(sorted(path.stem for path in LISTS.glob("*.txt")))
            raise ListError(f"expected a module with a list ({known}), found '{name}'")
        lists.append(read_list(path))
    if arguments.only:
        keep_only(lists, arguments.only.split(","))
    return lists


def keep_only(lists: list[MutantList], names: list[str]) -> None:
    """Leaves these mutants, `N` or `MODULE:N`, in the lists that they are of, and the other lists whole."""
    wanted = {name if ":" in name else f"{lists[0].module}:{name}" for name in names}
    known = {mutant.name for list_ in lists for mutant in list_.mutants}
    if wanted - known:
        raise ListError(f"expected mutants of the lists, found {', '.join(sorted(wanted - known))}")
    for list_ in lists:
        if any(mutant.name in wanted for mutant in list_.mutants):
            list_.mutants = [mutant for mutant in list_.mutants if mutant.name in wanted]


class Judge:
    """Runs the suites of one module on its mutants."""

    def __init__(self, copy: MutantCopy, suites: list[str], skip: str | None):
        self.copy = copy
        self.skip = skip
        self.program = copy.test_program()
        self.pattern = "|".join(f"^{suite}\\." for suite in suites)
        self.limit = 1200.0
        # Seconds, name and reached mutants of each suite, the quickest first.
        self.reaching: list[tuple[float, str, set[str]]] = []

    def run(self, pattern: str, mutant: str | None, reached: Path | None = None) -> Run:
        return run_tests(
            self.program, pattern, self.skip, mutant, self.limit, self.copy.tree, reached)

    def check_sound_code(self) -> None:
        """Each suite without a mutant, which also says how long it takes and which mutants it reaches."""
        for suite in suites_of(self.program, self.pattern):
            with tempfile.TemporaryDirectory(prefix="vbg-mutants-") as folder:
                run = self.run(f"^{re.escape(suite)}/", None, Path(folder))
                if run.outcome not in ("passed", "empty"):
                    raise ListError(
                        f"expected {suite} to pass without a mutant, found: {run.detail}")
                marks = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
            names = {f"{module}:{number}" for module, bytes_ in marks.items()
                     for number, byte in enumerate(bytes_) if byte}
            self.reaching.append((run.seconds, suite, names))
        self.reaching.sort(key=lambda reaching: reaching[0])
        seconds = sum(seconds for seconds, _, _ in self.reaching)
        self.limit = 60 + 5 * seconds
        say(f"   {len(self.reaching)} suites without a mutant: passed in {seconds:.0f} s")

    def judge(self, mutant: Mutant) -> Run:
        """The tests that should fail, then the suites that reach the mutant, the quickest first."""
        name = None if mutant.is_alone else mutant.name
        seconds = 0.0
        suites = [suite for _, suite, names in self.reaching if mutant.is_alone or name in names]
        patterns = [f"^{re.escape(suite)}/" for suite in suites]
        for pattern in [mutant.tests, *patterns] if mutant.tests else patterns:
            run = self.run(pattern, name)
            seconds += run.seconds
            if run.outcome == "empty" and pattern == mutant.tests and not self.skip:
                raise ListError(f"{mutant.place}: {run.detail}")
            if run.outcome not in ("passed", "empty"):
                return Run(run.outcome, run.detail, seconds)
        return Run("passed", "" if suites else "no test reaches it", seconds)


def report(mutant: Mutant, run: Run) -> None:
    word = {"passed": "SURVIVED", "late": "killed (late)"}.get(run.outcome, "killed")
    say(f"   {mutant.name:16} {word:13} {run.seconds:4.0f} s  {mutant.breaks}")
    say(f"   {'':16} {run.detail or mutant.place}")


def judge_list(copy: MutantCopy, list_: MutantList, arguments) -> list[tuple[Mutant, Run]]:
    say(f"== {list_.module}")
    judge = Judge(copy, list_.suites, arguments.skip)
    judge.check_sound_code()
    counted = [m for m in list_.mutants if arguments.equivalent or not m.equivalent]

    def one(mutant: Mutant):
        run = judge.judge(mutant)
        report(mutant, run)
        return mutant, run

    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(one, [m for m in counted if not m.is_alone]))
    for mutant in (m for m in counted if m.is_alone):
        copy.write_alone(mutant)
        if not copy.build():
            raise ListError(f"{mutant.place}: expected a mutant that compiles")
        results.append(one(mutant))
    return results


def summarize(lists: list[MutantList], results: dict[str, list[tuple[Mutant, Run]]]) -> bool:
    """Prints the table; whether enough died."""
    say("\nmodule          mutants  killed  late  equivalent  survived  killed of those that count")
    is_good = True
    for list_ in lists:
        runs = [(m, r) for m, r in results[list_.module] if not m.equivalent]
        survivors = [m for m, r in runs if r.outcome == "passed"]
        late = sum(r.outcome == "late" for _, r in runs)
        killed = len(runs) - len(survivors)
        share = killed / len(runs) if runs else 1.0
        say(f"{list_.module:15} {len(list_.mutants):7} {killed:7} {late:5} "
            f"{sum(bool(m.equivalent) for m in list_.mutants):11} {len(survivors):9}  {share:.1%}")
        is_good = is_good and share >= LEAST_SHARE
        for mutant, run in results[list_.module]:
            if mutant.equivalent and run.outcome != "passed":
                say(f"{mutant.name} is called equivalent, but dies: {run.detail}")
                is_good = False
    for list_ in lists:
        for mutant, run in results[list_.module]:
            if run.outcome == "passed" and not mutant.equivalent:
                say(f"survived: {mutant.name} ({mutant.breaks}): {mutant.place}")
    return is_good


def main() -> int:
    arguments = parse_arguments()
    copy = MutantCopy(PROJECT)
    try:
        lists = chosen_lists(arguments)
        mutants = [mutant for list_ in lists for mutant in list_.mutants]
        for file in {mutant.file for mutant in mutants}:
            group = [mutant for mutant in mutants if mutant.file == file]
            schema(copy.source(file), [mutant for mutant in group if not mutant.is_alone])
            for mutant in group:
                find_mutant(mutant, copy.source(file))
        if arguments.list:
            for list_ in lists:
                say(f"{list_.module}: {len(list_.mutants)} mutants, all found in the sources")
            return 0
        copy.write([mutant for mutant in mutants if not mutant.is_alone])
        say(f"building {len(mutants)} mutants in {copy.tree}")
        if not copy.build():
            raise ListError("expected the mutants to compile, found the errors above")
        results = {}
        is_sound = True
        for list_ in lists:
            try:
                results[list_.module] = judge_list(copy, list_, arguments)
            except ListError as error:
                print(f"mutate: {error}", file=sys.stderr, flush=True)
                is_sound = False
    except ListError as error:
        print(f"mutate: {error}", file=sys.stderr)
        return 1
    judged = [list_ for list_ in lists if list_.module in results]
    return 0 if summarize(judged, results) and is_sound else 1


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.exit(main())
