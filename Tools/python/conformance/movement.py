"""Operators that move elements and compute nothing."""

import math

import numpy as np
from ai_edge_litert import schema_py_generated as schema

ANY = ("float32", "int32", "int64", "bool", "uint8", "int8")
NUMBERS = ("float32", "int32", "int64", "uint8", "int8")


def _data(c, shape, types=ANY, constant=0.05):
    dtype = c.type(*types)
    return c.data(c.values(dtype, shape), constant), dtype


def factors(c, count, rank):
    """Sizes of a rank whose product is `count`."""
    if rank == 0:
        return []
    sizes = [1] * rank
    for prime in _primes(count):
        sizes[c.integer(0, rank - 1)] *= prime
    return sizes


def _primes(count):
    primes, divisor = [], 2
    while count > 1:
        while count % divisor == 0:
            primes.append(divisor)
            count //= divisor
        divisor += 1
    return primes


def reshape(c):
    shape = c.shape()
    count = math.prod(shape)
    x, dtype = _data(c, shape)
    if count == 0:
        target = list(shape)
        c.random.shuffle(target)
    else:
        target = factors(c, count, 0 if count == 1 and c.chance(0.3) else c.integer(1, 6))
    wanted = list(target)
    if count and target and c.chance(0.4):
        wanted[c.integer(0, len(target) - 1)] = -1
    options = schema.ReshapeOptionsT()
    options.newShape = wanted
    form = c.integer(0, 2)
    inputs = [x] if form == 0 and wanted else [x, c.numbers(wanted)]
    c.add(inputs, [dtype], None if form == 1 else options)


def squeeze(c):
    shape = list(c.shape(0, 4))
    for _ in range(c.integer(0, 2)):
        shape.insert(c.integer(0, len(shape)), 1)
    x, dtype = _data(c, shape)
    options = schema.SqueezeOptionsT()
    ones = [a for a, n in enumerate(shape) if n == 1]
    options.squeezeDims = [a - len(shape) if c.chance(0.3) else a for a in ones if c.chance(0.6)] \
        if c.chance(0.6) else []
    c.add([x], [dtype], options)


def expand_dims(c):
    shape = c.shape(0, 5)
    x, dtype = _data(c, shape)
    axis = c.integer(-len(shape) - 1, len(shape))
    axis = np.array(axis if c.chance(0.5) else [axis], c.pick([np.int32, np.int64]))
    c.add([x, c.constant(axis)], [dtype], schema.ExpandDimsOptionsT())


def transpose(c):
    shape = c.shape(1, 6)
    x, dtype = _data(c, shape)
    order = c.random.permutation(len(shape)).astype(np.int32)
    order = np.array([a - len(shape) if c.chance(0.1) else a for a in order], np.int32)
    c.add([x, c.constant(order)], [dtype], schema.TransposeOptionsT())


def _paddings(c, shape, limits=None):
    most = limits or [3] * len(shape)
    pads = [[c.integer(0, m) if c.chance(0.6) else 0 for _ in range(2)] for m in most]
    return np.array(pads, c.pick([np.int32, np.int32, np.int64])).reshape(len(shape), 2)


def pad(c):
    shape = c.shape(1, 5)
    x, dtype = _data(c, shape)
    c.add([x, c.constant(_paddings(c, shape))], [dtype], schema.PadOptionsT())


def padv2(c):
    shape = c.shape(1, 5)
    x, dtype = _data(c, shape, NUMBERS)
    c.add([x, c.constant(_paddings(c, shape)), c.constant(c.values(dtype, () if c.chance(0.5) else (1,)))],
          [dtype], schema.PadV2OptionsT())


def mirror_pad(c):
    shape = c.shape(1, 5, zeros=0)
    x, dtype = _data(c, shape, NUMBERS)
    options = schema.MirrorPadOptionsT()
    options.mode = c.integer(0, 1)
    limits = [n - 1 if options.mode == 0 else n for n in shape]
    c.add([x, c.constant(_paddings(c, shape, [min(n, 4) for n in limits]))], [dtype], options)


def slice_(c):
    shape = c.shape(1, 5)
    x, dtype = _data(c, shape)
    begin = [c.integer(0, n) if c.chance(0.1) else c.integer(0, max(0, n - 1)) for n in shape]
    size = [-1 if c.chance(0.3) else c.integer(0 if c.chance(0.1) else min(1, n - b), n - b)
            for n, b in zip(shape, begin)]
    kind = c.pick([np.int32, np.int32, np.int64])
    c.add([x, c.numbers(begin, kind), c.numbers(size, kind)], [dtype], schema.SliceOptionsT())


def strided_slice(c):
    shape = c.shape(1, 5)
    x, dtype = _data(c, shape)
    options = schema.StridedSliceOptionsT()
    options.beginMask = options.endMask = options.shrinkAxisMask = 0
    options.newAxisMask = options.ellipsisMask = 0
    begin, end, stride = [], [], []
    count = len(shape) if c.chance(0.8) else c.integer(1, len(shape))
    for axis, n in enumerate(shape[:count]):
        step = c.pick([1, 1, 1, 2, 3, -1, -2])
        first, last = sorted(c.integer(-n - 1, n + 1) for _ in range(2))
        first, last = (first, last) if step > 0 else (last, first)
        if n and c.chance(0.15):
            options.shrinkAxisMask |= 1 << axis
            first = c.integer(-n, n - 1)
            last, step = first + 1, 1
        else:
            options.beginMask |= (1 << axis) if c.chance(0.25) else 0
            options.endMask |= (1 << axis) if c.chance(0.25) else 0
        begin.append(first), end.append(last), stride.append(step)
    extra = c.integer(0, 9)
    if extra == 0 and len(shape) < 5 and options.shrinkAxisMask == 0 and options.beginMask == 0 \
            and options.endMask == 0:
        at = c.integer(0, len(begin))
        options.newAxisMask = 1 << at
        begin.insert(at, 0), end.insert(at, 1), stride.insert(at, 1)
    elif extra == 1 and options.shrinkAxisMask == 0 and options.beginMask == 0 and options.endMask == 0:
        at = c.integer(0, len(begin) - 1)
        options.ellipsisMask = 1 << at
    c.add([x, c.numbers(begin), c.numbers(end), c.numbers(stride)], [dtype], options)


def split(c):
    shape = list(c.shape(1, 5))
    axis = c.axis(len(shape))
    parts = c.integer(1, 4)
    shape[axis] = parts * c.integer(1, 4)
    x, dtype = _data(c, shape)
    options = schema.SplitOptionsT()
    options.numSplits = parts
    at = np.array(axis if c.chance(0.5) else [axis], np.int32)
    c.add([c.constant(at), x], [dtype] * parts, options)


def split_v(c):
    shape = list(c.shape(1, 5))
    axis = c.axis(len(shape))
    sizes = [c.integer(0 if c.chance(0.1) else 1, 4) for _ in range(c.integer(1, 4))]
    shape[axis] = sum(sizes)
    x, dtype = _data(c, shape)
    wanted = list(sizes)
    if c.chance(0.4):
        wanted[c.integer(0, len(sizes) - 1)] = -1
    options = schema.SplitVOptionsT()
    options.numSplits = len(sizes)
    at = np.array(axis if c.chance(0.5) else [axis], np.int32)
    c.add([x, c.numbers(wanted, c.pick([np.int32, np.int64])), c.constant(at)], [dtype] * len(sizes), options)


def pack(c):
    shape = c.shape(0, 5)
    dtype = c.type(*ANY)
    count = c.integer(1, 4)
    options = schema.PackOptionsT()
    options.valuesCount = count
    options.axis = c.integer(-len(shape) - 1, len(shape))
    c.add([c.data(c.values(dtype, shape), 0.2 if i else 0) for i in range(count)], [dtype], options)


def unpack(c):
    shape = list(c.shape(1, 5))
    axis = c.axis(len(shape))
    shape[axis] = c.integer(1, 4)
    x, dtype = _data(c, shape)
    options = schema.UnpackOptionsT()
    options.num, options.axis = shape[axis], axis
    c.add([x], [dtype] * shape[axis], options)


def concatenation(c):
    shape = list(c.shape(1, 5))
    axis = c.axis(len(shape))
    dtype = c.type("float32", "int32", "int64", "bool", "uint8")
    options = schema.ConcatenationOptionsT()
    options.axis = axis
    inputs = []
    for i in range(c.integer(1, 4)):
        part = list(shape)
        part[axis] = c.integer(0 if c.chance(0.05) else 1, 5)
        inputs.append(c.data(c.values(dtype, part), 0.2 if i else 0))
    if c.chance(0.1):
        inputs.append(inputs[0])
    c.add(inputs, [dtype], options)


def tile(c):
    shape = c.shape(1, 5, zeros=0.04, largest=4)
    x, dtype = _data(c, shape)
    times = [c.integer(0 if c.chance(0.03) else 1, 3) for _ in shape]
    c.add([x, c.numbers(times, c.pick([np.int32, np.int64]))], [dtype], schema.TileOptionsT())


def broadcast_to(c):
    target = c.shape(1, 6)
    shape = [1 if c.chance(0.4) else n for n in target][c.integer(0, len(target)):]
    x, dtype = _data(c, shape, NUMBERS + ("bool",))
    c.add([x, c.numbers(target, c.pick([np.int32, np.int64]))], [dtype], schema.BroadcastToOptionsT())


def depth_to_space(c):
    block = c.integer(1, 4)
    batch, height, width, depth = c.image()
    x, dtype = _data(c, (batch, height, width, c.integer(1, 6) * block * block), NUMBERS)
    options = schema.DepthToSpaceOptionsT()
    options.blockSize = block
    c.add([x], [dtype], options)


def space_to_depth(c):
    block = c.integer(1, 4)
    batch, height, width, depth = c.image()
    x, dtype = _data(c, (batch, c.integer(1, 5) * block, c.integer(1, 5) * block, min(depth, 9)), NUMBERS)
    options = schema.SpaceToDepthOptionsT()
    options.blockSize = block
    c.add([x], [dtype], options)


def space_to_batch_nd(c):
    dimensions = c.pick([1, 2, 2, 2])
    block = [c.integer(1, 3) for _ in range(dimensions)]
    sizes, pads = [], []
    for b in block:
        before, size = c.integer(0, 3), c.integer(1, 9)
        sizes.append(size), pads.append([before, -(before + size) % b + b * c.integer(0, 1)])
    x, dtype = _data(c, (c.integer(1, 3), *sizes, c.integer(1, 6)), NUMBERS)
    c.add([x, c.numbers(block), c.numbers(pads)], [dtype], schema.SpaceToBatchNDOptionsT())


def batch_to_space_nd(c):
    dimensions = c.pick([1, 2, 2, 2])
    block = [c.integer(1, 3) for _ in range(dimensions)]
    sizes = [c.integer(1, 5) for _ in block]
    crops = [[c.integer(0, min(2, n * b // 2 - 1)) if n * b > 2 else 0 for _ in range(2)]
             for n, b in zip(sizes, block)]
    x, dtype = _data(c, (c.integer(1, 2) * math.prod(block), *sizes, c.integer(1, 6)), NUMBERS)
    c.add([x, c.numbers(block), c.numbers(crops)], [dtype], schema.BatchToSpaceNDOptionsT())


def reverse_v2(c):
    shape = c.shape(1, 5)
    x, dtype = _data(c, shape)
    c.add([x, c.numbers([c.axis(len(shape))])], [dtype], schema.ReverseV2OptionsT())


GENERATORS = {
    "RESHAPE": reshape, "SQUEEZE": squeeze, "EXPAND_DIMS": expand_dims, "TRANSPOSE": transpose, "PAD": pad,
    "PADV2": padv2, "MIRROR_PAD": mirror_pad, "SLICE": slice_, "STRIDED_SLICE": strided_slice, "SPLIT": split,
    "SPLIT_V": split_v, "PACK": pack, "UNPACK": unpack, "CONCATENATION": concatenation, "TILE": tile,
    "BROADCAST_TO": broadcast_to, "DEPTH_TO_SPACE": depth_to_space, "SPACE_TO_DEPTH": space_to_depth,
    "SPACE_TO_BATCH_ND": space_to_batch_nd, "BATCH_TO_SPACE_ND": batch_to_space_nd, "REVERSE_V2": reverse_v2,
}
