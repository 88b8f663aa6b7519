"""Operators that choose elements by index, and those that make tensors out of sizes."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .graph import type_code

ANY = ("float32", "int32", "int64", "bool", "uint8", "int8")


def gather(c):
    shape = list(c.shape(1, 5))
    axis = c.axis(len(shape))
    place = axis % len(shape)
    shape[place] = max(1, shape[place])
    batch = c.integer(0, min(place, 2)) if c.chance(0.3) else 0
    indices_shape = tuple(shape[:batch]) + c.shape(0, 2, largest=4)
    dtype = c.type(*ANY)
    options = schema.GatherOptionsT()
    options.axis, options.batchDims = axis, batch
    indices = c.values(c.pick(["int32", "int32", "int64"]), indices_shape, low=0, high=shape[place] - 1)
    c.add([c.data(c.values(dtype, shape)), c.data(indices, 0.6)], [dtype], options)


def gather_nd(c):
    shape = [max(1, n) for n in c.shape(1, 4)]
    depth = c.integer(1, len(shape))
    places = c.shape(0, 2, largest=4)
    indices = np.stack(
        [c.values("int64", places, low=0, high=n - 1) for n in shape[:depth]], -1)
    dtype = c.type(*ANY)
    c.add([c.data(c.values(dtype, shape)),
           c.data(indices.astype(c.pick([np.int32, np.int32, np.int64])), 0.6)],
          [dtype], schema.GatherNdOptionsT())


def scatter_nd(c):
    shape = [max(1, n) for n in c.shape(1, 4)]
    depth = c.integer(1, len(shape))
    places = c.shape(1, 2, zeros=0, largest=4)
    indices = np.stack([c.values("int32", places, low=0, high=n - 1) for n in shape[:depth]], -1)
    dtype = c.type("float32", "int32", "int64", "uint8", "int8")
    updates = c.values(dtype, (*places, *shape[depth:]))
    c.sums(np.prod(places))
    c.add([c.data(indices.astype(np.int32), 0.6), c.data(updates), c.numbers(shape)], [dtype],
          schema.ScatterNdOptionsT())


def one_hot(c):
    shape = c.shape(0, 4)
    dtype = c.type("float32", "int32", "int64", "bool", "uint8", "int8")
    depth = c.integer(1, 6)
    options = schema.OneHotOptionsT()
    options.axis = c.pick([-1, -1, c.integer(0, len(shape))])
    indices = c.values(c.pick(["int32", "int64"]), shape, low=-1, high=depth)
    c.add([c.data(indices), c.constant(np.array(depth, np.int32)), c.constant(c.values(dtype, ())),
           c.constant(c.values(dtype, ()))], [dtype], options)


def fill(c):
    dtype = c.type("float32", "int32", "int64", "bool", "int8")
    sizes = c.numbers(list(c.shape(0, 5)), c.pick([np.int32, np.int64]))
    c.add([sizes, c.data(c.values(dtype, ()), 0.3)], [dtype], schema.FillOptionsT())


def range_(c):
    dtype = c.type("int32", "float32", "int64")
    if dtype == "float32":
        start, delta = c.integer(-8, 8) / 2, c.pick([-1.5, -0.5, 0.25, 1.0, 2.0])
        limit = start + delta * c.integer(0, 30) * c.pick([1.0, 0.75])
    else:
        start, delta = c.integer(-9, 9), c.pick([-3, -1, 1, 2, 5])
        limit = start + (1 if delta > 0 else -1) * c.integer(0, 40)
    c.add([c.constant(np.array(v, dtype)) for v in (start, limit, delta)], [dtype], schema.RangeOptionsT())


def shape(c):
    x = c.input(c.values(c.type(*ANY), c.shape()))
    options = schema.ShapeOptionsT()
    kind = c.pick(["int32", "int64"])
    options.outType = type_code(kind)
    c.add([x], [kind], options)


def where(c):
    condition = c.values(c.type("bool", "float32", "int32"), c.shape(1, 4))
    if condition.dtype != bool:
        condition[c.random.random(condition.shape) < 0.4] = 0
    x = c.constant(condition)
    places = c.graph.operator("WHERE", [x], ["int64"], schema.WhereOptionsT())
    if condition.any() and c.chance(0.5):
        values = c.input(c.values("float32", condition.shape))
        places = c.graph.operator("GATHER_ND", [values, places[0]], ["float32"], schema.GatherNdOptionsT())
    c.graph.output(*places)


def topk_v2(c):
    shape = c.shape(1, 4, zeros=0)
    dtype = c.type("float32", "int32", "int64", "uint8", "int8")
    count = c.integer(1, shape[-1])
    c.add([c.input(c.values(dtype, shape)), c.constant(np.array(count, np.int32))], [dtype, "int32"],
          schema.TopKV2OptionsT())


def select(c):
    shape = c.shape(0, 5)
    dtype = c.type(*ANY)
    mask_shape = shape if c.chance(0.7) or not shape else shape[:1] if c.chance(0.5) else ()
    c.add([c.data(c.values("bool", mask_shape), 0.1), c.data(c.values(dtype, shape)),
           c.data(c.values(dtype, shape), 0.2)], [dtype], schema.SelectOptionsT())


def broadcast_shapes(c, shape):
    """A shape that broadcasts to another."""
    if c.chance(0.45):
        return tuple(shape)
    part = [1 if c.chance(0.35) else n for n in shape]
    return tuple(part[c.integer(0, len(part)) if c.chance(0.4) else 0:])


def select_v2(c):
    shape = c.shape(0, 5)
    dtype = c.type(*ANY)
    c.add([c.data(c.values("bool", broadcast_shapes(c, shape)), 0.1),
           c.data(c.values(dtype, broadcast_shapes(c, shape))),
           c.data(c.values(dtype, broadcast_shapes(c, shape)), 0.2)], [dtype], schema.SelectV2OptionsT())


def _arg(c, options):
    shape = c.shape(1, 5, zeros=0)
    dtype = c.type("float32", "int32", "uint8", "int8", "bool")
    kind = c.pick(["int64", "int32"])
    options.outputType = type_code(kind)
    values = c.values(dtype, shape)
    if dtype == "float32" and c.chance(0.3):
        values = np.round(values)
    axis = np.array(c.axis(len(shape)), c.pick([np.int32, np.int64]))
    c.add([c.data(values), c.constant(axis if c.chance(0.5) else axis[None])], [kind], options)


GENERATORS = {
    "GATHER": gather, "GATHER_ND": gather_nd, "SCATTER_ND": scatter_nd, "ONE_HOT": one_hot, "FILL": fill,
    "RANGE": range_, "SHAPE": shape, "WHERE": where, "TOPK_V2": topk_v2, "SELECT": select,
    "SELECT_V2": select_v2, "ARG_MAX": lambda c: _arg(c, schema.ArgMaxOptionsT()),
    "ARG_MIN": lambda c: _arg(c, schema.ArgMinOptionsT()),
}
