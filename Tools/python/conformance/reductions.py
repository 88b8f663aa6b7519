"""Operators that reduce or normalize along axes."""

import math

import numpy as np
from ai_edge_litert import schema_py_generated as schema


def reduction(types, exact=False, low=None, high=None):
    """A generator of an operator with an input, axes and an option to keep dimensions."""

    def generate(c):
        shape = c.shape(0 if c.chance(0.1) else 1, 5)
        dtype = c.type(*types)
        options = schema.ReducerOptionsT()
        options.keepDims = c.chance(0.5)
        axes = c.axes(len(shape), 0 if c.chance(0.1) else 1)
        axes = axes[0] if len(axes) == 1 and c.chance(0.3) else axes
        limits = {} if low is None or np.dtype(dtype).kind == "b" else {"low": low, "high": high}
        values = c.values(dtype, shape, **limits)
        reduced = math.prod(shape[a] for a in np.atleast_1d(axes)) if shape else 1
        if not exact and dtype == "float32":
            if c.operator == "REDUCE_PROD":
                c.within(2 + reduced)
            else:
                c.sums(reduced)
        c.add([c.input(values), c.constant(axes)], [dtype], options)

    return generate


def softmax(c):
    shape = c.shape(1, 4, zeros=0.02)
    options = schema.SoftmaxOptionsT()
    options.beta = c.pick([1.0, 1.0, 1.0, 0.5, 2.0])
    values = c.values("float32", shape, c.pick([1.0, 3.0, 20.0]))
    # A difference of x from the largest is rounded before its exponential is taken.
    c.within(8 + 2 * float(np.ptp(values)) * options.beta if values.size else 8, 1e-36)
    c.add([c.input(values)], ["float32"], options)


def log_softmax(c):
    values = c.values("float32", c.shape(1, 4, zeros=0), c.pick([1.0, 3.0, 20.0]))
    c.within(8)
    c.magnitude = np.maximum(np.ptp(values), 1.0)
    c.add([c.input(values)], ["float32"], schema.LogSoftmaxOptionsT())


def l2_normalization(c):
    shape = c.shape(1, 4, zeros=0)
    options = schema.L2NormOptionsT()
    options.fusedActivationFunction = 0
    c.within(4 + math.sqrt(shape[-1]))
    c.add([c.input(c.values("float32", shape))], ["float32"], options)


def local_response_normalization(c):
    options = schema.LocalResponseNormalizationOptionsT()
    options.radius = c.integer(0, 6)
    options.bias = c.pick([1.0, 2.0, 0.5])
    options.alpha = c.pick([1.0, 0.1, 1e-4])
    options.beta = c.pick([0.5, 0.75, 1.0])
    c.within(8 + 2 * options.radius)
    c.add([c.input(c.values("float32", c.image()))], ["float32"], options)


def cumsum(c):
    shape = c.shape(1, 5)
    dtype = c.type("float32", "int32", "int64")
    axis = c.axis(len(shape))
    options = schema.CumsumOptionsT()
    options.exclusive, options.reverse = c.chance(0.4), c.chance(0.4)
    c.sums(max(1, shape[axis]))
    at = np.array(axis if c.chance(0.5) else [axis], np.int32)
    c.add([c.input(c.values(dtype, shape)), c.constant(at)], [dtype], options)


GENERATORS = {
    "SUM": reduction(("float32", "int32")), "MEAN": reduction(("float32", "int32", "int64")),
    "REDUCE_MAX": reduction(("float32", "int32", "int64"), True),
    "REDUCE_MIN": reduction(("float32", "int32", "int64"), True),
    "REDUCE_PROD": reduction(("float32", "int32"), low=-2, high=2),
    "REDUCE_ANY": reduction(("bool",), True), "REDUCE_ALL": reduction(("bool",), True),
    "SOFTMAX": softmax, "LOG_SOFTMAX": log_softmax, "L2_NORMALIZATION": l2_normalization,
    "LOCAL_RESPONSE_NORMALIZATION": local_response_normalization, "CUMSUM": cumsum,
}
