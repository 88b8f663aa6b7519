"""Runs of the tests on mutants."""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ISSUE = re.compile(r"Test (?:case .* to )?(\S.*?) recorded an issue")


@dataclass
class Run:
    """How a run of tests ended: "passed", "failed" by a test, "ended" by a crash, or "late"."""

    outcome: str
    detail: str
    seconds: float


def suites_of(program: Path, pattern: str) -> list[str]:
    """The names of the suites that hold the tests which a pattern names."""
    listing = subprocess.run(
        [program, "--testing-library", "swift-testing", "--list-tests"], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=True)
    tests = [line for line in listing.stdout.splitlines() if re.search(pattern, line)]
    return sorted({test.rpartition("/")[0] for test in tests})


def run_tests(
    program: Path, pattern: str, skip: str | None, mutant: str | None, limit: float, folder: Path,
    reached: Path | None = None
) -> Run:
    """Runs the tests that a pattern names, but for those of another, until the first of them fails;
    marks the mutants that they reach in files of a folder."""
    environment = dict(os.environ)
    for name, value in (("VBG_MUTANT", mutant), ("VBG_MUTANTS_REACHED", reached)):
        environment.pop(name, None)
        if value:
            environment[name] = str(value)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vbg-mutant-", ignore_cleanup_errors=True) as scratch:
        # Tests become other users, who have to get there.
        os.chmod(scratch, 0o755)
        environment["TMPDIR"] = scratch
        process = subprocess.Popen(
            [program, "--testing-library", "swift-testing", "--filter", pattern,
             *(["--skip", skip] if skip else [])], cwd=folder,
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
        is_late = threading.Event()

        def end_late():
            is_late.set()
            _end(process)

        timer = threading.Timer(limit, end_late)
        timer.start()
        found, is_empty = None, False
        for line in process.stdout:
            issue = ISSUE.search(line)
            if issue:
                found = issue.group(1)
                break
            is_empty = is_empty or "with 0 tests" in line
        timer.cancel()
        _end(process)
        process.stdout.close()
        status = process.wait()
    seconds = time.monotonic() - start
    if found:
        return Run("failed", found, seconds)
    if is_late.is_set():
        return Run("late", f"not done after {limit:.0f} s", seconds)
    if is_empty:
        return Run("empty", f"no test matches {pattern}", seconds)
    if status != 0:
        return Run("ended", f"the test program ended with {status}", seconds)
    return Run("passed", "", seconds)


def _end(process: subprocess.Popen) -> None:
    """Ends what a run started, in its own session, and gives what ended by itself a moment."""
    if process.poll() is None and process.stdout.closed is False:
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
