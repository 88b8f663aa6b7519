"""Convolutions, matrix products, pools and resizes."""

import math

import numpy as np
from ai_edge_litert import schema_py_generated as schema

SAME, VALID = schema.Padding.SAME, schema.Padding.VALID


def extent(size, window, stride, dilation, padding):
    """The length of an output side by TFLite's two padding rules."""
    if padding == SAME:
        return -(-size // stride)
    return -(-(size - (window - 1) * dilation) // stride)


def _window(c, options, most=5, dilated=True):
    window = (c.integer(1, most), c.integer(1, most))
    if c.chance(0.3):
        window = (1, 1) if c.chance(0.5) else (3, 3)
    options.padding = c.pick([SAME, VALID])
    options.strideH, options.strideW = c.integer(1, 3), c.integer(1, 3)
    if c.chance(0.5):
        options.strideH = options.strideW = c.pick([1, 1, 2])
    if dilated:
        options.dilationHFactor = options.dilationWFactor = 1
        if c.chance(0.35):
            options.dilationHFactor, options.dilationWFactor = c.integer(1, 3), c.integer(1, 3)
    return window


def _image_for(c, window, options, channels=None):
    shape = list(c.image(channels, zeros=0.02))
    if options.padding == VALID:
        for axis in (0, 1):
            dilation = getattr(options, ("dilationHFactor", "dilationWFactor")[axis], 1) or 1
            shape[axis + 1] = max(shape[axis + 1], (window[axis] - 1) * dilation + 1)
    return tuple(shape)


def _bias(c, channels):
    return c.weights(c.values("float32", (channels,), 0.5))


def convolution(c):
    options = schema.Conv2DOptionsT()
    window = _window(c, options)
    groups = c.pick([2, 3, 4]) if c.chance(0.2) else 1
    depth = c.integer(1, 9)
    shape = _image_for(c, window, options, depth * groups if groups > 1 else None)
    depth = shape[3] // groups
    channels = groups * c.integer(1, 6) if groups > 1 else c.pick([1, 2, 3, 5, 8, 9, 13, 16, 17, 21, 33, 40])
    options.fusedActivationFunction = c.activation()
    weights = c.values("float32", (channels, *window, depth), 1.5 / math.sqrt(math.prod(window) * depth))
    inputs = [c.input(c.values("float32", shape)), c.weights(weights) if c.chance(0.93) else c.input(weights)]
    inputs += [] if c.chance(0.05) else [-1] if c.chance(0.05) else [_bias(c, channels)]
    c.sums(math.prod(window) * depth + 1)
    c.add(inputs, ["float32"], options, version=6 if groups > 1 else 1)


def depthwise(c):
    options = schema.DepthwiseConv2DOptionsT()
    window = _window(c, options)
    shape = _image_for(c, window, options)
    options.depthMultiplier = c.pick([1, 1, 1, 2, 3])
    channels = shape[3] * options.depthMultiplier
    options.fusedActivationFunction = c.activation()
    weights = c.values("float32", (1, *window, channels), 1.5 / math.sqrt(math.prod(window)))
    inputs = [c.input(c.values("float32", shape)), c.weights(weights) if c.chance(0.93) else c.input(weights)]
    inputs += [] if c.chance(0.05) else [-1] if c.chance(0.05) else [_bias(c, channels)]
    c.sums(math.prod(window) + 1)
    c.add(inputs, ["float32"], options)


def transpose_convolution(c):
    options = schema.TransposeConvOptionsT()
    window = (c.integer(1, 5), c.integer(1, 5))
    options.padding = c.pick([SAME, VALID])
    options.strideH, options.strideW = c.integer(1, 3), c.integer(1, 3)
    depth, channels = c.integer(1, 17), c.pick([1, 2, 3, 5, 8, 16, 17])
    size = [c.integer(w if options.padding == VALID else 1, 14 + w) for w in window]
    sides = [extent(n, w, s, 1, options.padding)
             for n, w, s in zip(size, window, (options.strideH, options.strideW))]
    batch = c.integer(1, 2)
    options.fusedActivationFunction = c.activation()
    weights = c.values("float32", (channels, *window, depth), 1.5 / math.sqrt(depth))
    inputs = [c.numbers([batch, *size, channels]), c.weights(weights),
              c.input(c.values("float32", (batch, *sides, depth)))]
    if c.chance(0.5):
        inputs.append(_bias(c, channels))
    c.sums(math.prod(window) * depth + 1)
    c.add(inputs, ["float32"], options)


def transpose_convolution_bias(c):
    """MediaPipe's: its options are three int32, padding (1: same), horizontal and vertical stride."""
    same = c.chance(0.5)
    window = (c.integer(1, 4), c.integer(1, 4))
    stride = (c.integer(1, 3), c.integer(1, 3))
    if same:
        stride = tuple(min(s, w) for s, w in zip(stride, window))
    batch, height, width, depth = c.image()
    channels = c.pick([1, 2, 3, 8, 17])
    weights = c.values("float32", (channels, *window, depth), 1.5 / math.sqrt(depth))
    c.default_kernels = True
    c.sums(math.prod(window) * depth + 1)
    sides = [n * s if same else (n - 1) * s + w for n, s, w in zip((height, width), stride, window)]
    c.add([c.input(c.values("float32", (batch, height, width, depth))), c.weights(weights, 0),
           c.constant(c.values("float32", (channels,), 0.5))], ["float32"],
          custom="Convolution2DTransposeBias", shapes=[(batch, *sides, channels)],
          custom_options=np.array([1 if same else 2, stride[1], stride[0]], "<i4").tobytes())


def fully_connected(c):
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = c.activation()
    options.keepNumDims = c.chance(0.4)
    shape = [max(1, n) for n in c.shape(1, 4)]
    depth = shape[-1]
    if not options.keepNumDims and len(shape) > 2 and c.chance(0.5):
        depth *= shape[-2]
    channels = c.pick([1, 2, 3, 5, 8, 16, 17, 33])
    weights = c.values("float32", (channels, depth), 1.5 / math.sqrt(depth))
    inputs = [c.input(c.values("float32", shape)), c.weights(weights) if c.chance(0.93) else c.input(weights)]
    inputs += [] if c.chance(0.1) else [-1] if c.chance(0.15) else [_bias(c, channels)]
    c.sums(depth + 1)
    c.add(inputs, ["float32"], options)


def batch_matmul(c):
    options = schema.BatchMatMulOptionsT()
    options.adjX, options.adjY = c.chance(0.3), c.chance(0.3)
    batch = list(c.shape(0, 3, zeros=0, largest=3))
    rows, depth, columns = c.integer(1, 9), c.integer(1, 17), c.pick([1, 2, 3, 8, 9, 17])
    left = [1 if c.chance(0.2) else n for n in batch][c.integer(0, len(batch)) if c.chance(0.2) else 0:]
    right = [1 if c.chance(0.2) else n for n in batch][c.integer(0, len(batch)) if c.chance(0.2) else 0:]
    left += [depth, rows] if options.adjX else [rows, depth]
    right += [columns, depth] if options.adjY else [depth, columns]
    c.sums(depth)
    c.add([c.input(c.values("float32", left)), c.data(c.values("float32", right, 0.5), 0.4)], ["float32"],
          options)


def pool(c):
    options = schema.Pool2DOptionsT()
    window = _window(c, options, 6, False)
    options.filterHeight, options.filterWidth = window
    shape = _image_for(c, window, options)
    options.fusedActivationFunction = c.activation()
    if c.operator != "MAX_POOL_2D":
        c.sums(math.prod(window), 3)
    if c.operator == "L2_POOL_2D":
        c.terms = 0
        c.within(6 + math.prod(window) ** 0.5)
    c.add([c.input(c.values("float32", shape))], ["float32"], options)


def max_pool_with_places(c):
    """MediaPipe's pair: a pool that also tells the place of each maximum in its window, and its undoing.

    How a place is written into a float differs between implementations, so it is read by the other alone.
    """
    window = c.pick([(2, 2), (2, 2), (3, 3), (2, 3), (1, 2)])
    batch, _, _, depth = c.image()
    shape = (batch, window[0] * c.integer(1, 5), window[1] * c.integer(1, 5), depth)
    sides = (batch, shape[1] // window[0], shape[2] // window[1], depth)
    c.default_kernels = True
    x = c.input(c.values("float32", shape, low=-4, high=4))
    largest, places = c.graph.operator(
        "MaxPoolingWithArgmax2D", [x], ["float32", "float32"], custom="MaxPoolingWithArgmax2D",
        shapes=[sides, sides], custom_options=_pool_options(1, window))
    c.graph.output(largest, places)
    c.unjudged = {1}
    if c.operator == "MaxUnpooling2D":
        values = c.input(c.values("float32", sides))
        c.add([values, places], ["float32"], custom="MaxUnpooling2D", shapes=[shape],
              custom_options=_pool_options(2, window))


def _pool_options(padding, window):
    """TFLite's struct of pool parameters: padding (1: same, 2: valid), stride width and height, filter width and
    height, activation, and the computed paddings."""
    return np.array([padding, window[1], window[0], window[1], window[0], 0, 0, 0, 0, 0], "<i4").tobytes()


def _resize(c, options):
    shape = c.image(zeros=0.02)
    size = (c.integer(1, 20), c.integer(1, 20))
    if c.chance(0.3):
        times = c.pick([1, 2, 3, 4])
        size = (shape[1] * times, shape[2] * times)
    mode = c.integer(0, 2)
    options.alignCorners, options.halfPixelCenters = mode == 1, mode == 2
    return shape, size


def resize_bilinear(c):
    options = schema.ResizeBilinearOptionsT()
    shape, size = _resize(c, options)
    # Rounding of the scale moves samples: by as many units as the coordinate is large.
    c.sums((2 * max(*shape[1:3], *size)) ** 2, 4)
    c.add([c.input(c.values("float32", shape)), c.numbers(size)], ["float32"], options)


def resize_nearest(c):
    options = schema.ResizeNearestNeighborOptionsT()
    shape, size = _resize(c, options)
    dtype = c.type("float32", "uint8", "int8")
    c.add([c.input(c.values(dtype, shape)), c.numbers(size)], [dtype], options)


GENERATORS = {
    "CONV_2D": convolution, "DEPTHWISE_CONV_2D": depthwise, "TRANSPOSE_CONV": transpose_convolution,
    "Convolution2DTransposeBias": transpose_convolution_bias, "FULLY_CONNECTED": fully_connected,
    "BATCH_MATMUL": batch_matmul, "AVERAGE_POOL_2D": pool, "MAX_POOL_2D": pool, "L2_POOL_2D": pool,
    "MaxPoolingWithArgmax2D": max_pool_with_places, "MaxUnpooling2D": max_pool_with_places,
    "RESIZE_BILINEAR": resize_bilinear, "RESIZE_NEAREST_NEIGHBOR": resize_nearest,
}
