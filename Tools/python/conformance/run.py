"""Runs the cases and writes the page."""

import argparse
import importlib.metadata
import pathlib
import sys
import time

from . import chains, failures, judge, models, operators, report
from .program import Program
from .reference import Reference, ReferenceError

PROJECT = pathlib.Path(__file__).resolve().parents[3]


def parsed():
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__, allow_abbrev=False)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--cases", type=int, default=100, help="counted cases an operator (default: 100)")
    parser.add_argument("--chains", type=int, help="chains of operators (default: 5 times as many)")
    parser.add_argument("--operators", help="only these, apart by commas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", action="append", default=[], metavar="DIR",
                        help="also every model in a folder and its folders")
    parser.add_argument("--packages", action="store_true", help="also the float models in packages of PyPI")
    parser.add_argument("--only-models", action="store_true", help="no operators and chains")
    parser.add_argument("--failures", default="conformance-failures", metavar="DIR",
                        help="where failing cases go (default: conformance-failures)")
    parser.add_argument("--report", metavar="FILE", help="write the page, such as Documentation/conformance.md")
    return parser.parse_args()


def show(name, tally, seconds):
    line = f"{name}: {tally.passed} passed"
    line += f", {tally.refused} refused" if tally.refused else ""
    line += f", {tally.failed} FAILED" if tally.failed else ""
    print(f"{line} ({seconds:.1f} s)", flush=True)
    for judged, reason in tally.failures[:3]:
        print(f"  case {judged.case.index}: {reason}", flush=True)
    for reason, count in tally.reasons()[:3]:
        print(f"  refused {count}: {reason}", flush=True)


def run_chains(count, seed, reference, program, levels, on_failure):
    tally = operators.Tally()
    for index in range(count * 2):
        if tally.counted >= count:
            break
        case = chains.made(seed, index)
        try:
            judged = operators.JudgedCase(case, reference)
        except ReferenceError:
            tally.uncounted += 1
            continue
        case.set_relative_tolerance(judged.outputs)
        tally.add(judged, *judged.judge(program, levels), on_failure)
    return tally


def main():
    options = parsed()
    judge.check_itself()
    reference, program = Reference(), Program(options.program)
    levels = program.levels()
    names = options.operators.split(",") if options.operators else list(operators.GENERATORS)
    unknown = [name for name in names if name not in operators.GENERATORS and name != "CHAIN"]
    if unknown:
        sys.exit(f"conformance: expected operators such as ADD, found {', '.join(unknown)}")

    def on_failure(judged, reason):
        failures.write(options.failures, judged, reason)

    tallies, chain_tally = {}, None
    for name in [] if options.only_models else names:
        start = time.monotonic()
        if name != "CHAIN":
            tallies[name] = operators.run_operator(
                name, options.cases, options.seed, reference, program, levels, on_failure)
            show(name, tallies[name], time.monotonic() - start)
    if not options.only_models and ("CHAIN" in names or not options.operators):
        start = time.monotonic()
        count = options.cases * 5 if options.chains is None else options.chains
        chain_tally = run_chains(count, options.seed, reference, program, levels, on_failure)
        show("chains", chain_tally, time.monotonic() - start)
    rows, model_failures = models.run(options, reference, program, levels)
    if options.report:
        page = report.document(importlib.metadata.version("ai-edge-litert"), levels, dict(sorted(tallies.items())),
                               chain_tally, rows, options.seed)
        pathlib.Path(options.report).write_text(page)
    reference.close()
    program.close()
    every = [*tallies.values(), *([chain_tally] if chain_tally else [])]
    failed = sum(t.failed for t in every) + model_failures
    short = [name for name, t in tallies.items() if t.counted < options.cases]
    print(f"{sum(t.counted for t in every)} cases, {sum(t.passed for t in every)} passed, "
          f"{sum(t.refused for t in every)} refused, {failed} failed")
    if short:
        print(f"fewer than {options.cases} cases that LiteRT runs: {', '.join(short)}")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
