"""Chains of 3 to 12 random operators, with the optimizer on and off.

Shapes are kept while the chain grows, so that every operator fits. All of them are smooth or exact, so that
a rounding difference stays one; the tolerance is relative to the largest value of the output.
"""

import math

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .case import Case
from .windows import SAME, VALID, extent


class Chain:
    """A case whose graph grows from its newest tensors."""

    def __init__(self, seed, index):
        self.case = Case("CHAIN", seed, index)
        self.values = []
        self.read = set()

    @property
    def graph(self):
        return self.case.graph

    def add(self, name, inputs, shape, options=None, **more):
        self.read.update(inputs)
        result = self.graph.operator(name, inputs, ["float32"], options, [shape], **more)[0]
        self.values.append((result, tuple(shape)))

    def constant(self, shape, scale):
        return self.case.weights(self.case.values("float32", shape, scale), 0.15)

    def newest(self):
        """The newest tensor, or now and then an older one: branches."""
        return self.values[-1] if self.case.chance(0.75) else self.case.pick(self.values)


def convolution(chain, x, shape):
    c = chain.case
    options = schema.Conv2DOptionsT()
    window = c.pick([(1, 1), (1, 1), (3, 3), (2, 3), (5, 5)])
    options.padding = SAME
    options.strideH = options.strideW = c.pick([1, 1, 1, 2])
    options.dilationHFactor = options.dilationWFactor = 1
    options.fusedActivationFunction = c.activation()
    channels = c.pick([1, 3, 4, 8, 13, 16, 17, 24])
    inputs = [x, chain.constant((channels, *window, shape[3]), 1.2 / math.sqrt(math.prod(window) * shape[3])),
              chain.constant((channels,), 0.3)]
    sides = [extent(n, w, options.strideH, 1, SAME) for n, w in zip(shape[1:3], window)]
    chain.add("CONV_2D", inputs, (shape[0], *sides, channels), options)


def depthwise(chain, x, shape):
    c = chain.case
    options = schema.DepthwiseConv2DOptionsT()
    window = c.pick([(3, 3), (3, 3), (5, 5), (1, 2)])
    options.padding = SAME
    options.strideH = options.strideW = c.pick([1, 1, 2])
    options.dilationHFactor = options.dilationWFactor = 1
    options.depthMultiplier = 1
    options.fusedActivationFunction = c.activation()
    inputs = [x, chain.constant((1, *window, shape[3]), 1.2 / math.sqrt(math.prod(window))),
              chain.constant((shape[3],), 0.3)]
    sides = [extent(n, w, options.strideH, 1, SAME) for n, w in zip(shape[1:3], window)]
    chain.add("DEPTHWISE_CONV_2D", inputs, (shape[0], *sides, shape[3]), options)


def binary(chain, x, shape):
    c = chain.case
    name, options = c.pick([("ADD", schema.AddOptionsT), ("MUL", schema.MulOptionsT), ("SUB", schema.SubOptionsT),
                            ("MAXIMUM", schema.MaximumMinimumOptionsT), ("MINIMUM", schema.MaximumMinimumOptionsT)])
    options = options()
    if hasattr(options, "fusedActivationFunction"):
        options.fusedActivationFunction = c.activation()
    same = [v for v, s in chain.values if s == shape and v != x]
    if same and c.chance(0.5):
        other = c.pick(same)
    else:
        other_shape = c.pick([shape[-1:], (), shape, tuple(n if a == len(shape) - 1 else 1
                                                           for a, n in enumerate(shape))])
        other = chain.constant(other_shape, 0.8)
    chain.add(name, [x, other] if c.chance(0.7) else [other, x], shape, options)


def unary(chain, x, shape):
    c = chain.case
    name = c.pick(["RELU", "RELU6", "LOGISTIC", "TANH", "HARD_SWISH", "ABS", "NEG", "LEAKY_RELU", "RELU_N1_TO_1",
                   "ELU", "SQUARE", "GELU", "SIN"])
    options = {"HARD_SWISH": schema.HardSwishOptionsT, "LEAKY_RELU": schema.LeakyReluOptionsT,
               "NEG": schema.NegOptionsT, "ABS": schema.AbsOptionsT, "SQUARE": schema.SquareOptionsT,
               "GELU": schema.GeluOptionsT}.get(name)
    options = options() if options else None
    if name == "LEAKY_RELU":
        options.alpha = 0.2
    if name == "GELU":
        options.approximate = c.chance(0.5)
    chain.add(name, [x], shape, options)


def prelu(chain, x, shape):
    chain.add("PRELU", [x, chain.constant((1,) * (len(shape) - 2) + shape[-1:], 0.3)], shape)


def pad(chain, x, shape):
    c = chain.case
    pads = [[0, 0]] + [[c.integer(0, 2), c.integer(0, 2)] for _ in shape[1:-1]] + [
        [0, c.pick([0, 0, 0, 3])]]
    chain.add("PAD", [x, c.numbers(pads)], [n + sum(p) for n, p in zip(shape, pads)], schema.PadOptionsT())


def slice_(chain, x, shape):
    c = chain.case
    begin = [0] + [c.integer(0, (n - 1) // 2) for n in shape[1:]]
    size = [shape[0]] + [c.integer(max(1, (n - b) // 2), n - b) for n, b in zip(shape[1:], begin[1:])]
    chain.add("SLICE", [x, c.numbers(begin), c.numbers(size)], size, schema.SliceOptionsT())


def strided_slice(chain, x, shape):
    c = chain.case
    options = schema.StridedSliceOptionsT()
    options.beginMask = options.ellipsisMask = options.newAxisMask = options.shrinkAxisMask = 0
    options.endMask = (1 << len(shape)) - 1
    stride = [1] + [c.pick([1, 2]) for _ in shape[1:]]
    zeros = [0] * len(shape)
    chain.add("STRIDED_SLICE", [x, c.numbers(zeros), c.numbers(zeros), c.numbers(stride)],
              [-(-n // s) for n, s in zip(shape, stride)], options)


def transpose(chain, x, shape):
    order = chain.case.random.permutation(len(shape))
    order = [0] + [int(a) for a in order if a != 0]
    chain.add("TRANSPOSE", [x, chain.case.numbers(order)], [shape[a] for a in order], schema.TransposeOptionsT())


def reshape(chain, x, shape):
    c = chain.case
    target = list(shape)
    kind = c.integer(0, 2)
    if kind == 0 and len(target) == 4:
        target = [target[0], target[1] * target[2], target[3]]
    elif kind == 1 and len(target) == 3:
        target = [target[0], 1, *target[1:]]
    elif len(target) == 4:
        target = [target[0], target[2], target[1], target[3]]
    chain.add("RESHAPE", [x, c.numbers(target)], target, schema.ReshapeOptionsT())


def concatenation(chain, x, shape):
    c = chain.case
    axis = len(shape) - 1
    others = [v for v, s in chain.values if len(s) == len(shape) and s[:-1] == shape[:-1]]
    parts = [c.pick(others) for _ in range(c.integer(1, 2))] if others else [x]
    sizes = dict(chain.values)
    options = schema.ConcatenationOptionsT()
    options.axis = axis if c.chance(0.5) else -1
    inputs = [x, *parts]
    chain.add("CONCATENATION", inputs, (*shape[:-1], sum(sizes[v][-1] for v in inputs)), options)


def pool(chain, x, shape):
    c = chain.case
    options = schema.Pool2DOptionsT()
    options.padding = c.pick([SAME, VALID])
    options.filterHeight, options.filterWidth = min(c.pick([1, 2, 3]), shape[1]), min(c.pick([2, 3]), shape[2])
    options.strideH = options.strideW = c.pick([1, 2])
    options.fusedActivationFunction = c.activation()
    sides = [extent(n, w, options.strideH, 1, options.padding)
             for n, w in zip(shape[1:3], (options.filterHeight, options.filterWidth))]
    chain.add(c.pick(["AVERAGE_POOL_2D", "MAX_POOL_2D"]), [x], (shape[0], *sides, shape[3]), options)


def mean(chain, x, shape):
    options = schema.ReducerOptionsT()
    options.keepDims = True
    chain.add("MEAN", [x, chain.case.numbers([1, 2])], (shape[0], 1, 1, shape[3]), options)


def resize(chain, x, shape):
    c = chain.case
    nearest = c.chance(0.4)
    options = schema.ResizeNearestNeighborOptionsT() if nearest else schema.ResizeBilinearOptionsT()
    options.halfPixelCenters, options.alignCorners = c.chance(0.5), False
    size = [min(24, n * c.pick([1, 2])) for n in shape[1:3]]
    chain.add("RESIZE_NEAREST_NEIGHBOR" if nearest else "RESIZE_BILINEAR", [x, c.numbers(size)],
              (shape[0], *size, shape[3]), options)


def softmax(chain, x, shape):
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    chain.add("SOFTMAX", [x], shape, options)


def fully_connected(chain, x, shape):
    c = chain.case
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = c.activation()
    options.keepNumDims = True
    channels = c.pick([1, 5, 8, 16])
    chain.add("FULLY_CONNECTED", [x, chain.constant((channels, shape[-1]), 1.2 / math.sqrt(shape[-1])),
                                  chain.constant((channels,), 0.3)], (*shape[:-1], channels), options)


def depth_to_space(chain, x, shape):
    options = schema.DepthToSpaceOptionsT()
    options.blockSize = 2
    chain.add("DEPTH_TO_SPACE", [x], (shape[0], shape[1] * 2, shape[2] * 2, shape[3] // 4), options)


OF_ANY_RANK = [binary, binary, unary, unary, prelu, pad, slice_, strided_slice, transpose, reshape,
               concatenation, softmax, fully_connected]
OF_IMAGES = [convolution, convolution, convolution, depthwise, depthwise, pool, mean, resize]


def made(seed, index):
    """A chain as a case."""
    chain = Chain(seed, index)
    c = chain.case
    shape = (c.pick([1, 1, 2]), c.integer(3, 13), c.integer(3, 13), c.pick([1, 2, 3, 4, 8, 12]))
    chain.values.append((c.input(c.values("float32", shape, 1.0)), shape))
    if c.chance(0.2):
        chain.values.append((c.input(c.values("float32", shape, 1.0)), shape))
    for _ in range(c.integer(3, 12)):
        x, shape = chain.newest()
        choices = OF_ANY_RANK + (OF_IMAGES * 2 if len(shape) == 4 else [])
        if len(shape) == 4 and shape[3] % 4 == 0:
            choices = choices + [depth_to_space]
        if math.prod(shape) > 20000:
            choices = [slice_, mean] if len(shape) == 4 else [slice_]
        if len(shape) < 3:
            choices = [binary, unary]
        c.pick(choices)(chain, x, shape)
    results = [v for v, _ in chain.values if v not in chain.read and v not in chain.graph.inputs]
    chain.graph.output(*results)
    for unread in [v for v in chain.graph.inputs if v not in chain.read]:
        chain.graph.output(*chain.graph.operator("RELU", [unread], ["float32"]))
    return c
