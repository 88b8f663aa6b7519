"""Comparison of vbg's outputs with LiteRT's."""

import math

import numpy as np

from .case import EPSILON


def tolerance(case, index, expected, magnitudes):
    """The largest difference allowed in an output, element by element."""
    expected = np.abs(expected.astype(np.float64))
    size = expected
    factor = case.ulps
    if case.terms:
        factor += math.sqrt(case.terms)
        if magnitudes is not None:
            size = np.maximum(size, np.abs(magnitudes.astype(np.float64)))
    if case.magnitude is not None:
        size = np.maximum(size, np.asarray(case.magnitude, np.float64))
    with np.errstate(invalid="ignore"):
        floor = case.floor[index] if isinstance(case.floor, list) else case.floor
        return factor * EPSILON * size + floor


def difference(case, answers, expected, magnitudes=None):
    """None where all outputs are near enough, else a line about the worst element."""
    if len(answers) != len(expected):
        return f"expected {len(expected)} outputs, found {len(answers)}"
    for index, (found, wanted) in enumerate(zip(answers, expected)):
        if found.dtype != wanted.dtype:
            return f"output {index}: expected {wanted.dtype}, found {found.dtype}"
        if found.shape != wanted.shape:
            return f"output {index}: expected shape {wanted.shape[1:]}, found {found.shape[1:]}"
        if index in case.unjudged:
            continue
        if wanted.dtype.kind != "f":
            wrong = found != wanted
            allowed = np.zeros(wanted.shape)
        else:
            allowed = tolerance(case, index, wanted, magnitudes[index] if magnitudes else None)
            with np.errstate(invalid="ignore"):
                apart = np.abs(found.astype(np.float64) - wanted.astype(np.float64))
                same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
                wrong = ~(same | ((apart <= allowed) & np.isfinite(found) & np.isfinite(wanted)))
        if wrong.any():
            at = tuple(int(n) for n in np.argwhere(wrong)[0])
            return (f"output {index} of shape {wanted.shape[1:]} at {at[1:]}: expected {wanted[at]!s}, "
                    f"found {found[at]!s} (within {allowed[at]:.2g}; {int(wrong.sum())} of {wrong.size} wrong)")
    return None


class Plain:
    """A case without tolerance but one unit in the last place."""

    ulps, terms, floor, magnitude, unjudged = 1, 0, 0.0, None, frozenset()


def check_itself():
    """Checks that the judge sees faults: doctored outputs of every kind fail, the outputs themselves pass."""
    wanted = [np.linspace(-3, 3, 24, dtype=np.float32).reshape(1, 4, 6), np.arange(6, dtype=np.int64).reshape(1, 6)]
    doctored = []
    for place, value in (((0, 1, 2), np.float32("nan")), ((0, 3, 5), np.float32("inf")), ((0, 0, 0), np.float32(-3.00001))):
        changed = wanted[0].copy()
        changed[place] = value
        doctored.append([changed, wanted[1]])
    doctored.append([wanted[0], wanted[1] + (np.arange(6) == 5)])
    doctored.append([wanted[0].reshape(1, 6, 4), wanted[1]])
    doctored.append([wanted[0].astype(np.float64), wanted[1]])
    doctored.append([wanted[0], wanted[1].astype(np.int32)])
    doctored.append(wanted[:1])
    assert difference(Plain, wanted, wanted) is None, "the judge sees faults where there are none"
    for outputs in doctored:
        assert difference(Plain, outputs, wanted) is not None, "the judge overlooks a doctored output"
