"""A case: one random model with its inputs, and how near vbg must be to LiteRT."""

import math
import zlib

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .graph import Model

EPSILON = 2.0 ** -23
ACTIVATIONS = [
    schema.ActivationFunctionType.NONE, schema.ActivationFunctionType.RELU,
    schema.ActivationFunctionType.RELU_N1_TO_1, schema.ActivationFunctionType.RELU6]
LARGEST = 4000


class Case:
    """A model under construction by a generator. The same seed gives the same case.

    The tolerance is in units in the last place: of the result itself (`ulps`), or, for sums, of the sum
    of the terms' magnitudes (`terms` of them). The magnitudes are what LiteRT gives for the same model
    with all numbers made positive (`magnitudes`). Values of outputs in `unjudged` are not compared.
    """

    def __init__(self, operator, seed, index, magnitudes=False):
        self.operator = operator
        self.index = index
        self.random = np.random.default_rng([seed, zlib.crc32(operator.encode()), index])
        self.magnitudes = magnitudes
        self.model = Model()
        self.graph = self.model.main
        self.inputs = []
        self.run_count = 1
        self.ulps = 0
        self.terms = 0
        self.floor = 0.0
        self.magnitude = None
        self.default_kernels = False
        self.unjudged = set()

    # Random choices

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, choices):
        return choices[int(self.random.integers(len(choices)))]

    def integer(self, low, high):
        """A whole number from low to high, both included."""
        return int(self.random.integers(low, high + 1))

    def shape(self, low=0, high=6, zeros=0.04, largest=None):
        """Sizes of a random rank; with a small chance one of them is 0."""
        rank = self.integer(low, high)
        limit = largest or {0: 1, 1: 40, 2: 17, 3: 11, 4: 8, 5: 4, 6: 3}.get(rank, 2)
        sizes = [self.integer(1, limit) for _ in range(rank)]
        while math.prod(sizes) > LARGEST:
            sizes[sizes.index(max(sizes))] -= 1
        if rank and self.chance(zeros):
            sizes[self.integer(0, rank - 1)] = 0
        return tuple(sizes)

    def image(self, channels=None, zeros=0.0, least=1):
        """Batch, height, width, channels."""
        batch = self.pick([1, 1, 1, 2, 3])
        sizes = (batch, self.integer(least, 14), self.integer(least, 14), channels or self.pick(
            [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 24, 33]))
        if self.chance(zeros):
            sizes = (0,) + sizes[1:]
        return sizes

    def type(self, *types):
        """An element type; the first twice as often as the others together."""
        return types[0] if len(types) == 1 or self.chance(0.6) else self.pick(types[1:])

    def values(self, dtype, shape, scale=2.0, low=None, high=None):
        """Random numbers: for floats normal ones, some of them whole or halves."""
        dtype = np.dtype(dtype)
        if dtype == np.bool_:
            return self.random.random(shape) < 0.5
        if dtype.kind in "iu":
            low = low if low is not None else (0 if dtype.kind == "u" else -20)
            return self.random.integers(low, (high if high is not None else 20) + 1, shape).astype(dtype)
        if low is not None:
            numbers = self.random.uniform(low, high, shape)
        else:
            numbers = self.random.standard_normal(shape) * scale
            halves = self.random.random(shape) < 0.1
            numbers = np.where(halves, np.round(numbers * 2) / 2, numbers)
        numbers = np.asarray(numbers, dtype)
        return np.abs(numbers) if self.magnitudes else numbers

    def activation(self):
        activation = self.pick(ACTIVATIONS) if self.chance(0.5) else ACTIVATIONS[0]
        return ACTIVATIONS[0] if self.magnitudes else activation

    def axes(self, rank, least=1):
        """Some axes, a few of them counted from the back."""
        count = self.integer(min(least, rank), rank)
        axes = self.random.permutation(rank)[:count].astype(np.int32)
        return np.array([a - rank if self.chance(0.3) else a for a in axes], np.int32)

    def axis(self, rank):
        axis = self.integer(0, rank - 1)
        return axis - rank if self.chance(0.3) else axis

    # The model

    def input(self, values):
        """A graph input with these values."""
        values = np.asarray(values)
        self.inputs.append(values[None] if self.run_count == 1 else values)
        shape = values.shape if self.run_count == 1 else values.shape[1:]
        return self.graph.input(values.dtype, shape)

    def constant(self, values):
        return self.graph.constant(np.asarray(values))

    def data(self, values, constant=0.0):
        """An input; with a chance a constant."""
        return self.constant(values) if self.chance(constant) else self.input(values)

    def weights(self, values, half=0.25):
        """Constant floats; with a chance float16 ones behind a DEQUANTIZE."""
        if not self.chance(half):
            return self.constant(values)
        stored = self.constant(np.asarray(values, np.float16))
        return self.graph.operator(
            "DEQUANTIZE", [stored], [np.float32], schema.DequantizeOptionsT(), [values.shape])[0]

    def numbers(self, values, dtype=np.int32):
        """Whole numbers such as axes and sizes: a constant."""
        return self.constant(np.array(values, dtype))

    def add(self, inputs, dtypes, options=None, **more):
        """The operator under test; its outputs are the model's."""
        outputs = self.graph.operator(self.operator, inputs, dtypes, options, **more)
        self.graph.output(*outputs)
        return outputs

    # Tolerance

    def within(self, ulps, floor=0.0):
        self.ulps, self.floor = ulps, floor

    def sums(self, terms, ulps=2):
        """Sums of so many terms."""
        self.terms, self.ulps = max(1, int(terms)), ulps

    def set_relative_tolerance(self, outputs):
        """Of a chain: 2e-5 of the largest value of each output."""
        self.floor = [2e-5 * float(np.abs(o[np.isfinite(o)]).max(initial=0.0)) + 1e-30 for o in outputs]
