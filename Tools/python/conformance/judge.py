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
