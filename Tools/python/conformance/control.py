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


def _branch(c, name, types, depth):
    """A subgraph from tensors of some types (element type, shape) to changed ones; its number."""
    graph = c.model.subgraph(name)
    number = len(c.model.subgraphs) - 1
    arguments = [graph.input(*one) for one in types]
    results = []
    for argument, (dtype, shape) in zip(arguments, types):
        if dtype == "float32":
            results.append(_body(c, graph, argument, shape))
        else:
            other = graph.constant(c.values(dtype, shape))
            results.append(graph.operator("ADD", [argument, other], [dtype], schema.AddOptionsT(), [shape])[0])
    if depth > 0 and c.chance(0.3):
        first = results[0]
        total = graph.operator(
            "SUM", [first, graph.constant(np.arange(len(types[0][1]), dtype=np.int32))], ["float32"],
            schema.ReducerOptionsT(), [()])[0]
        flag = graph.operator(
            "LESS", [total, graph.constant(np.array(0.25, np.float32))], ["bool"], schema.LessOptionsT(), [()])[0]
        options = schema.IfOptionsT()
        options.thenSubgraphIndex = _branch(c, name + "y", types, depth - 1)
        options.elseSubgraphIndex = _branch(c, name + "n", types, depth - 1)
        results = graph.operator(
            "IF", [flag] + results, [one[0] for one in types], options, [one[1] for one in types])
    # A result that is an input as it came.
    if c.chance(0.2):
        results = results[:-1] + [arguments[-1]]
    graph.output(*results)
    return number


def if_(c):
    shape = c.shape(0, 4, zeros=0)
    types = [("float32", shape)] + [c.pick([("float32", shape), ("int32", c.shape(0, 2, zeros=0))])
                                    for _ in range(c.integer(0, 2))]
    condition = c.input(np.array(c.chance(0.5)) if c.chance(0.5) else np.array([c.chance(0.5)]))
    inputs = [c.data(c.values(*one), 0.2) for one in types]
    options = schema.IfOptionsT()
    options.thenSubgraphIndex = _branch(c, "then", types, 1)
    options.elseSubgraphIndex = _branch(c, "else", types, 1)
    c.within(32)
    c.magnitude = 1.0
    c.add([condition] + inputs, [one[0] for one in types], options, shapes=[one[1] for one in types])


def while_(c):
    """A counter, a tensor that is changed, and two that change places."""
    shape = c.shape(0, 4, zeros=0)
    swaps = c.chance(0.5)
    more = [("float32", c.shape(0, 3, zeros=0))] * 2 if swaps else []
    types = [("int32", ()), ("float32", shape)] + more
    inputs = [c.input(np.array(c.integer(0, 5), np.int32))] + [c.data(c.values(*one), 0.1) for one in types[1:]]
    test = c.model.subgraph("test")
    n = [test.input(*one) for one in types][0]
    limit = test.constant(np.array(c.integer(0, 8), np.int32))
    test.output(*test.operator("LESS", [n, limit], ["bool"], schema.LessOptionsT(), [()]))
    body = c.model.subgraph("body")
    n, value, *others = [body.input(*one) for one in types]
    one = body.constant(np.array(c.integer(1, 2), np.int32))
    next_count = body.operator("ADD", [n, one], ["int32"], schema.AddOptionsT(), [()])[0]
    half = body.constant(np.array(0.5, np.float32))
    value = body.operator("MUL", [value, half], ["float32"], schema.MulOptionsT(), [shape])[0]
    # Not as they came: LiteRT copies results onto inputs one after the other, and would lose one.
    zero = body.constant(np.array(0, np.float32))
    others = [body.operator("ADD", [other, zero], ["float32"], schema.AddOptionsT(), [one[1]])[0]
              for other, one in zip(others, more)]
    body.output(next_count, _body(c, body, value, shape), *reversed(others))
    options = schema.WhileOptionsT()
    options.condSubgraphIndex, options.bodySubgraphIndex = 1, 2
    c.within(64)
    c.magnitude = 1.0
    c.add(inputs, [one[0] for one in types], options, shapes=[one[1] for one in types])


def variables(c):
    """A variable that starts with a constant, is read, changed and read again, over several runs."""
    c.run_count = 3
    dtype = c.type("float32", "int32", "int64")
    shape = c.shape(0, 4, zeros=0)
    options = schema.VarHandleOptionsT()
    options.container, options.sharedName = "", f"v{c.integer(0, 99)}"
    first = c.model.subgraph("first")
    handle = first.operator("VAR_HANDLE", [], ["int32"], options, outputs=[first.handle()])[0]
    first.operator("ASSIGN_VARIABLE", [handle, first.constant(c.values(dtype, shape))], [],
                   schema.AssignVariableOptionsT())
    once = schema.CallOnceOptionsT()
    once.initSubgraphIndex = 1
    graph = c.graph
    graph.operator("CALL_ONCE", [], [], once)
    x = c.input(c.values(dtype, (c.run_count, *shape)))

    def read():
        handle = graph.operator("VAR_HANDLE", [], ["int32"], options, outputs=[graph.handle()])[0]
        return handle, graph.operator(
            "READ_VARIABLE", [handle], [dtype], schema.ReadVariableOptionsT(), [shape])[0]

    handle, before = read()
    changed = graph.operator("ADD", [before, x], [dtype], schema.AddOptionsT(), [shape])[0]
    graph.operator("ASSIGN_VARIABLE", [handle, changed], [], schema.AssignVariableOptionsT())
    # What was read before must not follow the variable.
    graph.output(graph.operator("NEG", [before], [dtype], schema.NegOptionsT(), [shape])[0])
    if c.chance(0.7):
        graph.output(read()[1])
    c.within(4)
    c.magnitude = 1.0


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
    "CALL_ONCE": variables, "VAR_HANDLE": variables, "READ_VARIABLE": variables, "ASSIGN_VARIABLE": variables,
}
