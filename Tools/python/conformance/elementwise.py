"""Operators that compute each element by itself, with broadcasting."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .graph import type_code
from .indexing import broadcast_shapes

EXACT, ROUNDED = 0, 1


def binary(types, options=None, ulps=EXACT, activation=False, low=None, high=None, nonzero=False,
           positive=False):
    """A generator of an operator with two inputs that broadcast to each other."""

    def generate(c):
        shape = c.shape(0, 6)
        if len(shape) > 4 and c.chance(0.5):
            shape = shape[:4]
        dtype = c.type(*types)
        made = options() if options else None
        if activation:
            made.fusedActivationFunction = c.activation()
        shapes = [broadcast_shapes(c, shape), broadcast_shapes(c, shape)]
        if c.chance(0.5):
            shapes[c.integer(0, 1)] = shape
        limits = {} if low is None or np.dtype(dtype).kind == "b" else {"low": low, "high": high}
        values = [c.values(dtype, s, **limits) for s in shapes]
        if nonzero:
            values[1] = np.where(values[1] == 0, np.ones((), values[1].dtype), values[1]).astype(dtype)
        if positive and dtype == "float32":
            values[0] = np.abs(values[0]) + np.float32(0.01)
        constant = c.integer(0, 3)
        inputs = [c.constant(v) if i == constant else c.input(v) for i, v in enumerate(values)]
        if c.chance(0.05) and not (nonzero or positive):
            inputs[1] = inputs[0]
        if dtype == "float32":
            c.within(ulps)
        output = "bool" if c.operator in COMPARISONS else dtype
        c.add(inputs, [output], made)

    return generate


COMPARISONS = {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"}


def unary(types=("float32",), options=None, ulps=EXACT, floor=0.0, low=None, high=None, magnitude=None,
          special=True, scale=3.0):
    """A generator of an operator with one input."""

    def generate(c):
        dtype = c.type(*types)
        limits = {} if low is None or np.dtype(dtype).kind != "f" else {"low": low, "high": high}
        values = c.values(dtype, c.shape(), scale, **limits)
        if special and dtype == "float32" and values.size and c.chance(0.2):
            flat = values.reshape(-1).copy()
            flat[c.integer(0, flat.size - 1)] = c.pick([0.0, -0.0, 1.0, np.inf, -np.inf, 1e-30, 3e30, -100.0])
            values = flat.reshape(values.shape)
        if dtype == "float32":
            c.within(ulps, floor)
            if magnitude:
                c.magnitude = magnitude(values)
        c.add([c.data(values, 0.03)], [dtype], options() if options else None)

    return generate


def leaky_relu(c):
    options = schema.LeakyReluOptionsT()
    options.alpha = c.pick([0.0, 0.01, 0.1, 0.2, 0.3, 1.0, 1.5, -0.5])
    c.within(ROUNDED)
    c.add([c.input(c.values("float32", c.shape()))], ["float32"], options)


def prelu(c):
    shape = c.shape(1, 4)
    alpha = list(shape[1:]) if c.chance(0.5) else list(shape)
    keep = len(alpha) - 1 if c.chance(0.6) else -1
    alpha = [n if a == keep or (keep < 0 and c.chance(0.6)) else 1 for a, n in enumerate(alpha)]
    c.within(ROUNDED)
    c.add([c.input(c.values("float32", shape)), c.weights(c.values("float32", alpha, 0.3))], ["float32"])


def gelu(c):
    options = schema.GeluOptionsT()
    options.approximate = c.chance(0.5)
    values = c.values("float32", c.shape(), 2.5)
    c.within(6)
    c.magnitude = np.abs(values)
    c.add([c.input(values)], ["float32"], options)


def cast(c):
    types = ["float32", "int32", "int64", "bool", "uint8", "int8", "int16"]
    source, target = c.pick(types), c.pick(types)
    if source == "float32":
        unsigned = target in ("uint8", "bool")
        values = c.values("float32", c.shape(), low=0 if unsigned else -100, high=100)
    else:
        values = c.values(source, c.shape(), low=0 if target == "uint8" else None)
    options = schema.CastOptionsT()
    options.inDataType, options.outDataType = type_code(source), type_code(target)
    c.add([c.data(values, 0.05)], [target], options if c.chance(0.7) else None)


def add_n(c):
    dtype = c.type("float32", "int32")
    shape = c.shape()
    count = c.integer(1, 5)
    c.sums(count)
    c.add([c.data(c.values(dtype, shape), 0.1 if i else 0) for i in range(count)], [dtype],
          schema.AddNOptionsT())


def dequantize(c):
    source = c.type("float16", "int8", "uint8", "int16")
    shape = c.shape()
    if source == "float16":
        stored = np.asarray(c.values("float32", shape), np.float16)
    else:
        stored = c.values(source, shape, low=0 if source == "uint8" else -100, high=100)
    x = c.constant(stored)
    if source != "float16":
        quantization = schema.QuantizationParametersT()
        quantization.scale = [c.pick([0.5, 0.013, 0.0078125])]
        quantization.zeroPoint = [0 if source == "int16" else c.integer(0, 50)]
        c.graph.tensors[x].quantization = quantization
    c.within(ROUNDED)
    c.add([x], ["float32"], schema.DequantizeOptionsT())


def _round_values(values):
    return np.maximum(np.abs(values), 1e-30)


ARITHMETIC = ("float32", "int32", "int64")
GENERATORS = {
    "ADD": binary(ARITHMETIC, schema.AddOptionsT, ROUNDED, True),
    "SUB": binary(ARITHMETIC, schema.SubOptionsT, ROUNDED, True),
    "MUL": binary(ARITHMETIC, schema.MulOptionsT, ROUNDED, True),
    "DIV": binary(("float32", "int32"), schema.DivOptionsT, ROUNDED, True, nonzero=True),
    "MAXIMUM": binary(ARITHMETIC, schema.MaximumMinimumOptionsT),
    "MINIMUM": binary(ARITHMETIC, schema.MaximumMinimumOptionsT),
    "POW": binary(("float32", "int32"), schema.PowOptionsT, 4, low=0, high=3, positive=True),
    "SQUARED_DIFFERENCE": binary(("float32", "int32"), schema.SquaredDifferenceOptionsT, 2),
    "FLOOR_DIV": binary(("float32", "int32"), schema.FloorDivOptionsT, nonzero=True),
    "FLOOR_MOD": binary(("float32", "int32", "int64"), schema.FloorModOptionsT, 2, nonzero=True),
    "EQUAL": binary(("int32", "float32", "int64", "bool"), schema.EqualOptionsT, low=-2, high=2),
    "NOT_EQUAL": binary(("int32", "float32", "int64", "bool"), schema.NotEqualOptionsT, low=-2, high=2),
    "LESS": binary(("float32", "int32", "int64"), schema.LessOptionsT),
    "LESS_EQUAL": binary(("float32", "int32", "int64"), schema.LessEqualOptionsT),
    "GREATER": binary(("float32", "int32", "int64"), schema.GreaterOptionsT),
    "GREATER_EQUAL": binary(("float32", "int32", "int64"), schema.GreaterEqualOptionsT),
    "LOGICAL_AND": binary(("bool",), schema.LogicalAndOptionsT),
    "LOGICAL_OR": binary(("bool",), schema.LogicalOrOptionsT),
    "LOGICAL_NOT": unary(("bool",), schema.LogicalNotOptionsT),
    "NEG": unary(("float32", "int32", "int64"), schema.NegOptionsT),
    "ABS": unary(("float32", "int32"), schema.AbsOptionsT),
    "SQRT": unary(ulps=ROUNDED, low=0, high=50),
    "RSQRT": unary(ulps=2, low=0.01, high=50),
    "SQUARE": unary(options=schema.SquareOptionsT, ulps=ROUNDED),
    "EXP": unary(options=schema.ExpOptionsT, ulps=4, floor=1e-37, scale=8.0),
    "LOG": unary(ulps=4, floor=1e-37, low=0.001, high=50),
    "SIN": unary(ulps=3, magnitude=lambda x: np.ones_like(x), scale=20.0, special=False),
    "COS": unary(options=schema.CosOptionsT, ulps=3, magnitude=lambda x: np.ones_like(x), scale=20.0,
                 special=False),
    "FLOOR": unary(), "CEIL": unary(), "ROUND": unary(), "SIGN": unary(("float32", "int32"), schema.SignOptionsT),
    "RELU": unary(), "RELU6": unary(), "RELU_N1_TO_1": unary(), "RELU_0_TO_1": unary(),
    "LEAKY_RELU": leaky_relu, "PRELU": prelu, "GELU": gelu,
    "ELU": unary(ulps=6, magnitude=_round_values), "TANH": unary(ulps=6, floor=1e-37),
    # LiteRT takes exp(x) below -9, which is off by up to 1.6e-8.
    "LOGISTIC": unary(ulps=6, floor=1.6e-8), "HARD_SWISH": unary(
        options=schema.HardSwishOptionsT, ulps=4, magnitude=lambda x: np.minimum(np.abs(x), 1e30), special=False),
    "CAST": cast, "ADD_N": add_n, "DEQUANTIZE": dequantize,
    "ZEROS_LIKE": unary(("float32", "int32", "int64"), schema.ZerosLikeOptionsT),
}
