"""The cases of single operators: which there are, and how one is judged."""

import collections
import re

from . import control, elementwise, indexing, movement, reductions, windows
from .case import Case
from .judge import difference
from .reference import ReferenceError

GENERATORS = {
    **windows.GENERATORS, **elementwise.GENERATORS, **reductions.GENERATORS, **movement.GENERATORS,
    **indexing.GENERATORS, **control.GENERATORS,
}


class Tally:
    """Outcomes of one operator's cases."""

    def __init__(self):
        self.passed = self.failed = self.uncounted = 0
        self.refusals = collections.Counter()
        self.failures = []

    @property
    def refused(self):
        return sum(self.refusals.values())

    @property
    def counted(self):
        return self.passed + self.failed + self.refused

    def reasons(self):
        """Reasons of refusals with their counts, numbers of nodes and tensors left out."""
        reasons = collections.Counter()
        for reason, count in self.refusals.items():
            reasons[re.sub(r"^(node|tensor) \w+( \(\w+\))?: |^tensor \w+ \(\w+\): ", "", reason)] += count
        return reasons.most_common()

    def add(self, judged, outcome, reason, on_failure=None):
        """Counts a case."""
        if outcome == "passed":
            self.passed += 1
        elif outcome == "refused":
            self.refusals[reason] += 1
        else:
            self.failed += 1
            self.failures.append((judged, reason))
            if on_failure:
                on_failure(judged, reason)


class JudgedCase:
    """A case that LiteRT runs, with its final file and LiteRT's outputs."""

    def __init__(self, case, reference, magnitudes=None):
        self.case = case
        self.outputs, shapes = reference.run(
            case.model.file(), case.inputs, case.default_kernels)
        for index, tensor in enumerate(case.graph.tensors):
            if index not in case.graph.values and index in shapes:
                tensor.shape = list(shapes[index])
        self.file = case.model.file()
        self.magnitudes = None
        if magnitudes is not None:
            self.magnitudes = reference.run(
                magnitudes.model.file(), magnitudes.inputs, case.default_kernels)[0]

    def judge(self, program, levels):
        """Outcome (passed, refused, failed) and a line of reason."""
        program.write(self.file, self.case.inputs)
        refusals = []
        for level, optimized in [(level, True) for level in levels] + [(levels[-1], False)]:
            answer = program.run(level, optimized, self.case.run_count)
            place = f"{level}, {'optimized' if optimized else 'as imported'}"
            if answer.kind == "refused":
                refusals.append(answer.text)
                continue
            if answer.kind != "ok":
                return "failed", f"{place}: {answer.kind} {answer.text}"
            fault = difference(self.case, answer.outputs, self.outputs, self.magnitudes)
            if fault:
                return "failed", f"{place}: {fault}"
            if refusals:
                break
        if not refusals:
            return "passed", ""
        if len(refusals) == len(levels) + 1:
            return "refused", refusals[0]
        return "failed", f"refused in one way and not in others: {refusals[0]}"


def made(operator, seed, index):
    """The case and, for sums, its twin of magnitudes."""
    case = Case(operator, seed, index)
    GENERATORS[operator](case)
    twin = None
    if case.terms:
        twin = Case(operator, seed, index, magnitudes=True)
        GENERATORS[operator](twin)
    return case, twin


def run_operator(operator, count, seed, reference, program, levels, on_failure=None):
    """Runs cases until `count` of them are ones that LiteRT's kernels run too."""
    tally = Tally()
    for index in range(count * 4):
        if tally.counted >= count:
            break
        case, twin = made(operator, seed, index)
        try:
            judged = JudgedCase(case, reference, twin)
        except ReferenceError:
            tally.uncounted += 1
            continue
        tally.add(judged, *judged.judge(program, levels), on_failure)
    return tally
