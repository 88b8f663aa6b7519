"""Subgraphs, state that stays between runs, sparse constants."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema


def _body(c, graph, x, shape):
    """A few operators on a tensor in a subgraph; the result has the same shape."""
    for _ in range(c.integer(1, 3)):
        kind = c.integer(0, 3)
        if kind < 2:
            options = schema.AddOptionsT() if kind == 0 else schema.MulOptionsT()
            options.fusedActivationFunction = c.pick([0, 0, 1, 3])
            other = graph.constant(c.values("float32", shape if c.chance(0.5) else (), 0.7))
            x = graph.operator("ADD" if kind == 0 else "MUL", [x, other], ["float32"], options, [shape])[0]
        elif kind == 2:
            x = graph.operator("RELU", [x], ["float32"], None, [shape])[0]
        else:
            x = graph.operator("LOGISTIC", [x], ["float32"], None, [shape])[0]
    return x


def if_(c):
    shape = c.shape(0, 4, zeros=0)
    condition = c.input(np.array(c.chance(0.5)) if c.chance(0.5) else np.array([c.chance(0.5)]))
    x = c.input(c.values("float32", shape))
    options = schema.IfOptionsT()
    for name, field in (("then", "thenSubgraphIndex"), ("else", "elseSubgraphIndex")):
        graph = c.model.subgraph(name)
        argument = graph.input("float32", shape)
        graph.output(_body(c, graph, argument, shape))
        setattr(options, field, len(c.model.subgraphs) - 1)
    c.within(16)
    c.magnitude = 1.0
    c.add([condition, x], ["float32"], options, shapes=[shape])


def while_(c):
    shape = c.shape(0, 4, zeros=0)
    counter = c.input(np.array(c.integer(0, 5), np.int32))
    x = c.input(c.values("float32", shape))
    test = c.model.subgraph("test")
    n, _ = test.input("int32", ()), test.input("float32", shape)
    limit = test.constant(np.array(c.integer(0, 8), np.int32))
    test.output(*test.operator("LESS", [n, limit], ["bool"], schema.LessOptionsT(), [()]))
    body = c.model.subgraph("body")
    n, value = body.input("int32", ()), body.input("float32", shape)
    options = schema.AddOptionsT()
    one = body.constant(np.array(c.integer(1, 2), np.int32))
    next_count = body.operator("ADD", [n, one], ["int32"], options, [()])[0]
    half = body.constant(np.array(0.5, np.float32))
    value = body.operator("MUL", [value, half], ["float32"], schema.MulOptionsT(), [shape])[0]
    body.output(next_count, _body(c, body, value, shape))
    options = schema.WhileOptionsT()
    options.condSubgraphIndex, options.bodySubgraphIndex = 1, 2
    c.within(64)
    c.magnitude = 1.0
    c.add([counter, x], ["int32", "float32"], options, shapes=[(), shape])


def lstm(c):
    """The cell's inputs in the order of TFLite's definition; state is kept over several runs."""
    c.run_count = 3
    time, batch = c.integer(1, 5), c.integer(1, 3)
    inputs, units = c.integer(1, 9), c.integer(1, 9)
    outputs = c.integer(1, 9) if c.chance(0.3) else units
    time_major = c.chance(0.5)
    coupled, peephole, normalized = c.chance(0.2), c.chance(0.25), c.chance(0.2)
    projected = outputs != units
    absent = -1

    def matrix(*shape):
        return c.weights(c.values("float32", shape, 0.7 / np.sqrt(shape[-1])), 0)

    def vector(wanted=True, center=0.0):
        return c.constant(c.values("float32", (units,), 0.3) + np.float32(center)) if wanted else absent

    leading = (time, batch) if time_major else (batch, time)
    x = c.input(c.values("float32", (c.run_count, *leading, inputs), 1.0))
    tensors = [x, absent if coupled else matrix(units, inputs)] + [matrix(units, inputs) for _ in range(3)]
    tensors += [absent if coupled else matrix(units, outputs)] + [matrix(units, outputs) for _ in range(3)]
    tensors += [vector(peephole and not coupled), vector(peephole), vector(peephole)]
    tensors += [vector(not coupled), vector(center=0.5), vector(), vector()]
    tensors += [matrix(outputs, units) if projected else absent,
                c.constant(c.values("float32", (outputs,), 0.1)) if projected and c.chance(0.5) else absent]
    tensors += [c.graph.tensor("float32", (batch, outputs), variable=True),
                c.graph.tensor("float32", (batch, units), variable=True)]
    tensors += [vector(normalized and not coupled, 1.0)] + [vector(normalized, 1.0) for _ in range(3)] \
        if normalized or c.chance(0.5) else []
    options = schema.UnidirectionalSequenceLSTMOptionsT()
    options.fusedActivationFunction = schema.ActivationFunctionType.TANH
    options.cellClip = c.pick([0.0, 0.0, 0.5])
    options.projClip = c.pick([0.0, 0.4]) if projected else 0.0
    options.timeMajor = time_major
    c.within(200 if normalized else 40)
    c.magnitude = 1.0
    c.add(tensors, ["float32"], options)


def densify(c):
    """A sparse constant: rows, then the places of what is not zero in each (TFLite's CSR)."""
    rows, columns = c.integer(1, 9), c.integer(1, 12)
    values = c.values("float32", (rows, columns))
    values[c.random.random(values.shape) < 0.6] = 0
    segments, places, stored = [0], [], []
    for row in values:
        found = np.flatnonzero(row)
        places += found.tolist()
        stored += row[found].tolist()
        segments.append(len(places))
    sparse = c.graph.tensor("float32", (rows, columns), np.array(stored, np.float32))
    parameters = schema.SparsityParametersT()
    parameters.traversalOrder = [0, 1]
    dense, compressed = schema.DimensionMetadataT(), schema.DimensionMetadataT()
    dense.format, dense.denseSize = schema.DimensionType.DENSE, rows
    compressed.format = schema.DimensionType.SPARSE_CSR
    for field, numbers in (("arraySegments", segments), ("arrayIndices", places)):
        vector = schema.Int32VectorT()
        vector.values = numbers
        setattr(compressed, field, vector)
        setattr(compressed, field + "Type", schema.SparseIndexVector.Int32Vector)
    parameters.dimMetadata = [dense, compressed]
    c.graph.tensors[sparse].sparsity = parameters
    weights = c.graph.operator("DENSIFY", [sparse], ["float32"], schema.DensifyOptionsT())[0]
    if c.chance(0.5):
        c.graph.output(weights)
        c.within(0)
        return
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = 0
    x = c.input(c.values("float32", (c.integer(1, 4), columns)))
    c.sums(columns)
    c.graph.output(*c.graph.operator("FULLY_CONNECTED", [x, weights, -1], ["float32"], options))


GENERATORS = {
    "IF": if_, "WHILE": while_, "UNIDIRECTIONAL_SEQUENCE_LSTM": lstm, "DENSIFY": densify,
}
