"""Test models of the operators that only move, index, compare or reduce elements; see make_test_models."""

import numpy as np

from model_builder import CODE, INT32, OPTIONS, RELU6, SAME, VALID, extent, schema

BOOL = schema.TensorType.BOOL
FLOAT32 = schema.TensorType.FLOAT32
INT64 = schema.TensorType.INT64


def apply(m, name, inputs, shape, element_type=FLOAT32, version=1, **options):
    """An operator by its name in the schema, its options by theirs."""
    kind, table = 0, None
    if options:
        kind_name = options.pop("kind")
        kind, table = getattr(OPTIONS, kind_name), getattr(schema, kind_name + "T")()
        for key, value in options.items():
            setattr(table, key, value)
    result = m.add_operator(getattr(CODE, name), version, inputs, shape, kind, table)
    m.tensors[result].type = element_type
    return result


def cast(m, x):
    """Floats of integers or truth values: what the golden suite compares."""
    return apply(m, "CAST", [x], m.shape(x), kind="CastOptions")


def numbers(m, values, element_type=INT32):
    kind = np.int64 if element_type == INT64 else np.int32
    values = np.array(values, kind)
    return m.tensor(list(values.shape), element_type, values)


def data_movement(m, x):
    a = m.convolution(x, 8, (3, 3), (2, 2))
    batch, height, width, depth = m.shape(a)
    m.output(apply(m, "TRANSPOSE", [a, m.integers([0, 3, 1, 2])], [batch, depth, height, width]))
    m.output(apply(m, "TRANSPOSE", [a, m.integers([2, 0, 1, 3])], [width, batch, height, depth]))
    wide = apply(m, "RESHAPE", [a, m.integers([height, -1, 2, 4])], [height, width, 2, 4])
    five = apply(m, "RESHAPE", [a, m.integers([height, width, 2, 2, 2])], [height, width, 2, 2, 2])
    m.output(apply(m, "TRANSPOSE", [five, m.integers([4, 1, 3, 0, 2])], [2, width, 2, height, 2],
                   version=4))
    m.output(apply(m, "REVERSE_V2", [wide, m.integers([1])], m.shape(wide)))
    m.output(apply(m, "TILE", [wide, m.integers([1, 2, 1, 3])], [height, 2 * width, 2, 12]))
    m.output(apply(m, "DEPTH_TO_SPACE", [a], [batch, 2 * height, 2 * width, 2],
                   kind="DepthToSpaceOptions", blockSize=2))
    deep = apply(m, "PAD", [a, numbers(m, [[0, 0], [1, 2], [0, 0], [0, 0]])],
                 [batch, height + 3, width, depth])
    m.output(apply(m, "SPACE_TO_DEPTH", [deep], [batch, (height + 3) // 3, width // 3, 9 * depth],
                   kind="SpaceToDepthOptions", blockSize=3))
    spread = m.output(apply(
        m, "SPACE_TO_BATCH_ND", [a, m.integers([2, 3]), numbers(m, [[1, 2], [0, 3]])],
        [6 * batch, (height + 3) // 2, (width + 3) // 3, depth]))
    m.output(apply(m, "BATCH_TO_SPACE_ND", [spread, m.integers([2, 3]), numbers(m, [[1, 2], [0, 3]])],
                   [batch, height, width, depth]))
    m.output(apply(m, "MIRROR_PAD", [a, numbers(m, [[0, 0], [2, 1], [3, 0], [0, 2]])],
                   [batch, height + 3, width + 3, depth + 2], kind="MirrorPadOptions", mode=0))
    m.output(apply(m, "MIRROR_PAD", [a, numbers(m, [[1, 0], [0, 4], [1, 1], [0, 0]])],
                   [batch + 1, height + 4, width + 2, depth], kind="MirrorPadOptions", mode=1))
    m.output(apply(m, "PADV2", [a, numbers(m, [[1, 0], [0, 2], [1, 1], [3, 0]]), m.constant([1])],
                   [batch + 1, height + 2, width + 2, depth + 3]))
    # What a stride of 2 makes of SAME in other frameworks: padding of its own, then VALID.
    padded = apply(m, "PAD", [a, numbers(m, [[0, 0], [1, 1], [1, 1], [0, 0]])],
                   [batch, height + 2, width + 2, depth])
    m.output(m.convolution(padded, 5, (3, 3), (2, 2), padding=VALID))
    m.output(m.depthwise(padded, (3, 3), (2, 2), padding=VALID))
    m.output(apply(m, "RESIZE_NEAREST_NEIGHBOR", [a, m.integers([2 * height, width + 5])],
                   [batch, 2 * height, width + 5, depth], kind="ResizeNearestNeighborOptions"))
    m.output(apply(m, "RESIZE_NEAREST_NEIGHBOR", [a, m.integers([height // 2, 3 * width])],
                   [batch, height // 2, 3 * width, depth], version=3,
                   kind="ResizeNearestNeighborOptions", halfPixelCenters=True))
    m.output(apply(m, "RESIZE_NEAREST_NEIGHBOR", [a, m.integers([height + 4, width - 3])],
                   [batch, height + 4, width - 3, depth], version=3,
                   kind="ResizeNearestNeighborOptions", alignCorners=True))
    row = apply(m, "RESHAPE", [m.mean(a, [1, 2], True), m.integers([depth])], [depth])
    m.output(apply(m, "BROADCAST_TO", [row, m.integers([3, 2, depth])], [3, 2, depth], version=2,
                   kind="BroadcastToOptions"))


def slicing(m, x):
    a = m.convolution(x, 12, (3, 3), (2, 2))
    batch, height, width, depth = m.shape(a)

    def several(name, inputs, shapes, **options):
        first = apply(m, name, inputs, shapes[0], **options)
        outputs = [first] + [m.tensor(shape) for shape in shapes[1:]]
        m.operators[-1].outputs = outputs
        return outputs

    def strided(begin, end, strides, shape, **masks):
        return apply(m, "STRIDED_SLICE",
                     [a, m.integers(begin), m.integers(end), m.integers(strides)], shape,
                     kind="StridedSliceOptions", **masks)

    # Parts of channels and rows that operators read where they are.
    parts = several("SPLIT", [m.tensor([], INT32, np.array(3, np.int32)), a],
                    [[batch, height, width, 4]] * 3, kind="SplitOptions", numSplits=3)
    m.output(m.convolution(parts[1], 5, (3, 3)))
    m.output(m.convolution(parts[2], 6))
    m.output(m.depthwise(parts[0], (3, 3), (2, 2)))
    m.output(m.add(parts[0], parts[2]))
    m.output(parts[1])
    rows = several("SPLIT_V", [a, m.integers([2, -1, 3]), m.integers([1])],
                   [[batch, 2, width, depth], [batch, height - 5, width, depth],
                    [batch, 3, width, depth]], kind="SplitVOptions", numSplits=3)
    m.output(m.average_pool(rows[1], (2, 2), (2, 2)))
    m.output(m.concatenate([rows[2], rows[0]], 1))
    m.output(apply(m, "SLICE", [a, m.integers([0, 1, 2, 3]), m.integers([1, -1, 4, 5])],
                   [batch, height - 1, 4, 5]))
    m.output(strided([0, 1, 1, 0], [1, height, width, depth], [1, 2, 3, 1],
                     [batch, (height - 1 + 1) // 2, (width - 1 + 2) // 3, depth]))
    m.output(strided([0, -1, 0, 0], [0, 0, 0, 2], [1, -2, 1, 1],
                     [batch, (height + 1) // 2, width, 2], beginMask=5, endMask=7))
    m.output(strided([0, 3, 5], [0, 4, 6], [1, 1, 1], [batch, height, width],
                     ellipsisMask=1, shrinkAxisMask=4, beginMask=2, endMask=2))
    m.output(strided([0, 0, 2], [0, 0, 3], [1, 1, 1], [batch, 1, width, depth],
                     newAxisMask=2, shrinkAxisMask=4, beginMask=1, endMask=1))
    planes = several("UNPACK", [apply(m, "RESHAPE", [a, m.integers([height, 3, width * 4])],
                                      [height, 3, width * 4])],
                     [[height, width * 4]] * 3, kind="UnpackOptions", num=3, axis=1)
    m.output(apply(m, "PACK", [planes[2], planes[0]], [height, width * 4, 2],
                   kind="PackOptions", valuesCount=2, axis=-1))


def elementwise(m, x):
    a = m.multiply(m.convolution(x, 6, (3, 3), (2, 2)), m.constant([6], 6.0))
    b = m.convolution(x, 6, (1, 1), (2, 2))
    shape = m.shape(a)
    _, height, width, depth = shape
    column = m.average_pool(b, (1, width), padding=VALID)
    for name in ("ABS", "NEG", "SQUARE", "SIN", "COS", "FLOOR", "CEIL", "ROUND", "TANH", "ELU"):
        m.output(apply(m, name, [a], shape))
    m.output(apply(m, "SIGN", [a], shape))
    m.output(apply(m, "RELU_0_TO_1", [a], shape))
    positive = apply(m, "EXP", [b], shape)
    m.output(positive)
    for name in ("LOG", "SQRT", "RSQRT"):
        m.output(apply(m, name, [positive], shape))
    m.output(apply(m, "GELU", [a], shape, kind="GeluOptions", approximate=False))
    m.output(apply(m, "GELU", [a], shape, kind="GeluOptions", approximate=True))
    m.output(apply(m, "LEAKY_RELU", [a], shape, kind="LeakyReluOptions", alpha=0.3))
    m.output(apply(m, "PRELU", [a, m.constant([1, 1, depth])], shape))
    m.output(apply(m, "PRELU", [a, m.constant([height, 1, 1])], shape))
    m.output(apply(m, "SUB", [a, column], shape, kind="SubOptions",
                   fusedActivationFunction=RELU6))
    m.output(apply(m, "SUB", [m.constant([]), a], shape, kind="SubOptions"))
    m.output(apply(m, "DIV", [a, positive], shape, kind="DivOptions"))
    for name in ("MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE", "FLOOR_DIV"):
        m.output(apply(m, name, [a, column], shape, version=2 if name == "FLOOR_DIV" else 1))
    m.output(apply(m, "FLOOR_MOD", [a, positive], shape))
    m.output(apply(m, "POW", [positive, b], shape))
    m.output(apply(m, "ADD_N", [a, b, positive], shape))
    less = apply(m, "LESS", [a, column], shape, BOOL)
    equal = apply(m, "NOT_EQUAL", [m.activate("RELU", a), m.tensor([], FLOAT32, np.float32(0))],
                  shape, BOOL)
    m.output(cast(m, apply(m, "LOGICAL_AND", [less, equal], shape, BOOL)))
    m.output(cast(m, apply(m, "LOGICAL_OR", [less, equal], shape, BOOL)))
    m.output(cast(m, apply(m, "LOGICAL_NOT", [less], shape, BOOL)))
    m.output(apply(m, "SELECT_V2", [less, a, column], shape))
    whole = apply(m, "CAST", [a], shape, INT32, kind="CastOptions")
    seven = m.tensor([], INT32, np.array(-7, np.int32))
    m.output(cast(m, apply(m, "FLOOR_MOD", [whole, seven], shape, INT32)))
    m.output(cast(m, apply(m, "FLOOR_DIV", [whole, seven], shape, INT32)))
    m.output(cast(m, apply(m, "MUL", [whole, whole], shape, INT32, kind="MulOptions")))
    m.output(cast(m, apply(m, "GREATER_EQUAL", [whole, seven], shape, BOOL)))


def reductions(m, x):
    a = m.convolution(x, 5, (3, 3), (2, 2))
    batch, height, width, depth = m.shape(a)
    for name in ("SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD"):
        m.output(apply(m, name, [a, m.integers([3])], [batch, height, width],
                       kind="ReducerOptions", keepDims=False))
        m.output(apply(m, name, [a, m.integers([1, -2])], [batch, 1, 1, depth],
                       kind="ReducerOptions", keepDims=True))
        m.output(apply(m, name, [a, m.integers([1, 3])], [batch, width],
                       kind="ReducerOptions", keepDims=False))
    m.output(apply(m, "MEAN", [a, m.tensor([0], INT32, np.zeros(0, np.int32))], m.shape(a),
                   kind="ReducerOptions"))
    positive = apply(m, "GREATER", [a, m.constant([])], m.shape(a), BOOL)
    for name in ("REDUCE_ANY", "REDUCE_ALL"):
        m.output(cast(m, apply(m, name, [positive, m.integers([2])], [batch, height, depth], BOOL,
                               kind="ReducerOptions")))
    for name in ("ARG_MAX", "ARG_MIN"):
        m.output(cast(m, apply(m, name, [a, m.integers([-1])], [batch, height, width], INT64,
                               kind=f"{name.title().replace('_', '')}Options", outputType=INT64)))
        m.output(cast(m, apply(m, name, [a, m.integers([1])], [batch, width, depth], INT32,
                               kind=f"{name.title().replace('_', '')}Options", outputType=INT32)))
    for exclusive, reverse in ((False, False), (True, False), (False, True)):
        m.output(apply(m, "CUMSUM", [a, m.tensor([], INT32, np.array(2, np.int32))], m.shape(a),
                       kind="CumsumOptions", exclusive=exclusive, reverse=reverse))
    top = apply(m, "TOPK_V2", [a, m.tensor([], INT32, np.array(3, np.int32))],
                [batch, height, width, 3])
    places = m.tensor([batch, height, width, 3], INT32)
    m.operators[-1].outputs = [top, places]
    m.output(top)
    m.output(cast(m, places))


def pooling(m, x):
    a = m.convolution(x, 19)
    batch, height, width, depth = m.shape(a)
    for name in ("MAX_POOL_2D", "L2_POOL_2D"):
        for window, stride, padding, activation in (
                ((2, 2), (2, 2), SAME, 0), ((3, 3), (2, 1), SAME, 0), ((5, 4), (1, 3), VALID, RELU6),
                ((height, width), (1, 1), VALID, 0)):
            m.output(apply(
                m, name, [a], [batch, extent(height, window[0], stride[0], 1, padding),
                               extent(width, window[1], stride[1], 1, padding), depth],
                kind="Pool2DOptions", padding=padding, filterHeight=window[0],
                filterWidth=window[1], strideH=stride[0], strideW=stride[1],
                fusedActivationFunction=activation))


def normalizations(m, x):
    # LiteRT's two kernels of LOCAL_RESPONSE_NORMALIZATION differ by a neighbor unless all channels are within the radius.
    for channels in (1, 2, 21):
        a = m.multiply(m.convolution(x, channels, (1, 1), (2, 2)), m.constant([], 9.0))
        shape = m.shape(a)
        m.output(apply(m, "SOFTMAX", [a], shape, kind="SoftmaxOptions", beta=1.0))
        m.output(apply(m, "LOG_SOFTMAX", [a], shape))
        m.output(apply(m, "L2_NORMALIZATION", [a], shape))
        m.output(apply(m, "LOCAL_RESPONSE_NORMALIZATION", [a], shape,
                       kind="LocalResponseNormalizationOptions", radius=21, bias=1.5, alpha=0.5,
                       beta=0.75))
    m.output(apply(m, "SOFTMAX", [m.fully_connected(m.mean(x, [1, 2], True), 37)], [1, 37], kind="SoftmaxOptions",
                   beta=0.25))


def indexing(m, x):
    a = m.convolution(x, 6, (3, 3), (4, 4))
    batch, height, width, depth = m.shape(a)
    m.output(apply(m, "GATHER", [a, m.integers([3, 0, 3])], [batch, height, width, 3],
                   kind="GatherOptions", axis=-1))
    places = apply(m, "ARG_MAX", [a, m.integers([3])], [batch, height, width], INT32,
                   kind="ArgMaxOptions", outputType=INT32)
    table = m.constant([depth, 4])
    m.output(apply(m, "GATHER", [table, places], [batch, height, width, 4], kind="GatherOptions"))
    m.output(apply(m, "GATHER_ND", [a, numbers(m, [[0, 1], [0, height - 1]])], [2, width, depth]))
    m.output(apply(m, "ONE_HOT", [places, m.tensor([], INT32, np.array(depth, np.int32)),
                                  m.constant([]), m.constant([])],
                   [batch, depth, height, width], kind="OneHotOptions", axis=1))
    m.output(apply(m, "SCATTER_ND", [numbers(m, [[4], [1], [4]]),
                                     m.constant([3, 2]), m.integers([6, 2])], [6, 2]))
    rows = apply(m, "RESHAPE", [a, m.integers([height, width, depth])], [height, width, depth])
    m.output(apply(m, "BATCH_MATMUL", [rows, rows], [height, width, width],
                   kind="BatchMatMulOptions", adjY=True))
    m.output(apply(m, "BATCH_MATMUL", [rows, rows], [height, depth, depth],
                   kind="BatchMatMulOptions", adjX=True))
    m.output(apply(m, "BATCH_MATMUL", [rows, m.constant([depth, 7])], [height, width, 7],
                   kind="BatchMatMulOptions"))


def shape_arithmetic(m, x):
    """Sizes that are computed from a tensor's shape, as exporters write them."""
    a = m.convolution(x, 6, (3, 3), (2, 2))
    batch, height, width, depth = m.shape(a)
    sizes = apply(m, "SHAPE", [a], [4], INT32, kind="ShapeOptions", outType=INT32)

    def size(axis):
        return apply(m, "STRIDED_SLICE", [sizes, m.integers([axis]), m.integers([axis + 1]),
                                          m.integers([1])], [], INT32,
                     kind="StridedSliceOptions", shrinkAxisMask=1)

    two = m.tensor([], INT32, np.array(2, np.int32))
    pixels = apply(m, "MUL", [size(1), size(2)], [], INT32, kind="MulOptions")
    flat = apply(m, "PACK", [size(0), pixels, size(3)], [3], INT32, kind="PackOptions",
                 valuesCount=3)
    m.output(apply(m, "RESHAPE", [a, flat], [batch, height * width, depth]))
    doubled = apply(m, "PACK", [apply(m, "MUL", [size(1), two], [], INT32, kind="MulOptions"),
                                apply(m, "MUL", [size(2), two], [], INT32, kind="MulOptions")],
                    [2], INT32, kind="PackOptions", valuesCount=2)
    m.output(apply(m, "RESIZE_BILINEAR", [a, doubled], [batch, 2 * height, 2 * width, depth],
                   version=3, kind="ResizeBilinearOptions", halfPixelCenters=True))
    zeros = apply(m, "FILL", [sizes, m.constant([])], m.shape(a))
    m.output(m.add(a, zeros))
    steps = apply(m, "RANGE", [m.tensor([], INT32, np.array(0, np.int32)), size(3),
                               m.tensor([], INT32, np.array(1, np.int32))], [depth], INT32)
    m.output(m.multiply(a, cast(m, steps)))
    ones = apply(m, "ZEROS_LIKE", [a], m.shape(a))
    m.output(apply(m, "EXPAND_DIMS", [m.add(a, ones), m.integers([1])],
                   [batch, 1, height, width, depth]))
    squeezed = apply(m, "SQUEEZE", [a], [height, width, depth], kind="SqueezeOptions",
                     squeezeDims=[0])
    m.output(squeezed)


MODELS = [data_movement, slicing, elementwise, reductions, pooling, normalizations, indexing,
          shape_arithmetic]
