"""Test models with several subgraphs, signatures, state and pictures of other layouts; see make_test_models."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from conformance.graph import Model

SHAPE = (1, 17, 23, 3)


class Maker:
    """A model under construction, with random constants that are exact in float32 whatever the numpy."""

    def __init__(self, seed):
        self.model = Model()
        self.random = np.random.RandomState(seed)
        self.signatures = []

    def values(self, *shape, scale=1.0):
        steps = int(round(scale * 128))
        return self.random.randint(-steps, steps + 1, size=shape).astype(np.float32) / 128

    def binary(self, graph, name, a, b, dtype="float32", shape=(), result=None):
        options = getattr(schema, {"ADD": "Add", "MUL": "Mul", "LESS": "Less"}[name] + "OptionsT")()
        return graph.operator(name, [a, b], [result or dtype], options, [shape])[0]

    def convolution(self, graph, x, shape, channels):
        options = schema.Conv2DOptionsT()
        options.padding, options.strideH, options.strideW = schema.Padding.SAME, 1, 1
        options.fusedActivationFunction = schema.ActivationFunctionType.RELU6
        weights = graph.constant(self.values(channels, 3, 3, shape[-1], scale=0.5))
        bias = graph.constant(self.values(channels))
        return graph.operator("CONV_2D", [x, weights, bias], ["float32"], options, [(*shape[:3], channels)])[0]

    def reshape(self, graph, x, shape):
        return graph.operator("RESHAPE", [x, graph.constant(np.array(shape, np.int32))], ["float32"],
                              schema.ReshapeOptionsT(), [shape])[0]

    def transpose(self, graph, x, shape, order):
        return graph.operator("TRANSPOSE", [x, graph.constant(np.array(order, np.int32))], ["float32"],
                              schema.TransposeOptionsT(), [tuple(shape[axis] for axis in order)])[0]

    def signature(self, key, subgraph, inputs, outputs):
        """An entry: names of inputs and outputs with their tensors."""
        entry = schema.SignatureDefT()
        entry.signatureKey, entry.subgraphIndex = key, subgraph

        def maps(tensors):
            found = []
            for name, index in tensors.items():
                one = schema.TensorMapT()
                one.name, one.tensorIndex = name, index
                found.append(one)
            return found

        entry.inputs, entry.outputs = maps(inputs), maps(outputs)
        self.model.signatures.append(entry)

    def subgraph(self, name, types, body):
        """A subgraph of inputs of some types; its number."""
        graph = self.model.subgraph(name)
        number = len(self.model.subgraphs) - 1
        graph.output(*body(graph, [graph.input(*one) for one in types]))
        return number

    def branch(self, graph, flag, inputs, types, then, otherwise):
        options = schema.IfOptionsT()
        options.thenSubgraphIndex, options.elseSubgraphIndex = then, otherwise
        return graph.operator("IF", [flag] + inputs, [one[0] for one in types], options, [one[1] for one in types])


def branches_and_loops(m):
    """IF by the picture's mean, then a WHILE of three turns with an IF in its body; two signatures."""
    graph = m.model.main
    picture = ("float32", SHAPE)
    x = graph.input(*picture)
    half = m.subgraph("half", [picture], lambda g, a: [
        m.binary(g, "MUL", a[0], g.constant(np.array(0.5, np.float32)), shape=SHAPE)])
    more = m.subgraph("more", [picture], lambda g, a: [
        m.binary(g, "ADD", a[0], g.constant(np.array(0.25, np.float32)), shape=SHAPE)])
    options = schema.ReducerOptionsT()
    mean = graph.operator("MEAN", [x, graph.constant(np.arange(4, dtype=np.int32))], ["float32"], options, [()])[0]
    flag = m.binary(graph, "LESS", mean, graph.constant(np.array(0.5, np.float32)), result="bool")
    chosen = m.branch(graph, flag, [x], [picture], half, more)[0]
    graph.output(chosen)
    types = [("int32", ()), picture]
    test = m.subgraph("test", types, lambda g, a: [
        m.binary(g, "LESS", a[0], g.constant(np.array(3, np.int32)), "int32", result="bool")])

    def turn(g, a):
        count = m.binary(g, "ADD", a[0], g.constant(np.array(1, np.int32)), "int32")
        early = m.binary(g, "LESS", a[0], g.constant(np.array(2, np.int32)), "int32", result="bool")
        changed = m.convolution(g, a[1], SHAPE, 3)
        return [count, m.branch(g, early, [changed], [picture], more, half)[0]]

    body = m.subgraph("body", types, turn)
    options = schema.WhileOptionsT()
    options.condSubgraphIndex, options.bodySubgraphIndex = test, body
    start = graph.constant(np.array(0, np.int32))
    looped = graph.operator("WHILE", [start, chosen], ["int32", "float32"], options, [(), SHAPE])
    graph.output(looped[1])
    m.signature("whole", 0, {"picture": x}, {"chosen": chosen, "looped": looped[1]})
    then = m.model.subgraphs[half]
    m.signature("half", half, {"image": then.inputs[0]}, {"halved": then.outputs[0]})


def layer_with_memory(m):
    """Rows of the picture as a sequence through an LSTM, whose outputs are added to a variable."""
    graph = m.model.main
    units, steps, size = 8, SHAPE[1], SHAPE[2] * SHAPE[3]
    result = (1, steps, units)
    x = graph.input("float32", SHAPE)
    options = schema.VarHandleOptionsT()
    options.container, options.sharedName = "", "sum"

    def handle(g):
        return g.operator("VAR_HANDLE", [], ["int32"], options, outputs=[g.handle()])[0]

    first = m.model.subgraph("first")
    first.operator("ASSIGN_VARIABLE", [handle(first), first.constant(m.values(*result))], [],
                   schema.AssignVariableOptionsT())
    once = schema.CallOnceOptionsT()
    once.initSubgraphIndex = 1
    graph.operator("CALL_ONCE", [], [], once)
    sequence = m.reshape(graph, x, (1, steps, size))
    tensors = [sequence]
    tensors += [graph.constant(m.values(units, size, scale=0.25)) for _ in range(4)]
    tensors += [graph.constant(m.values(units, units, scale=0.25)) for _ in range(4)]
    tensors += [-1, -1, -1] + [graph.constant(m.values(units)) for _ in range(4)] + [-1, -1]
    tensors += [graph.tensor("float32", (1, units), variable=True) for _ in range(2)]
    layer = schema.UnidirectionalSequenceLSTMOptionsT()
    layer.fusedActivationFunction = schema.ActivationFunctionType.TANH
    outputs = graph.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", tensors, ["float32"], layer, [result])[0]
    graph.output(outputs)

    def read():
        return graph.operator(
            "READ_VARIABLE", [handle(graph)], ["float32"], schema.ReadVariableOptionsT(), [result])[0]

    total = m.binary(graph, "ADD", read(), outputs, shape=result)
    graph.operator("ASSIGN_VARIABLE", [handle(graph), total], [], schema.AssignVariableOptionsT())
    graph.output(read())


MODELS = [branches_and_loops, layer_with_memory]


def made(build, seed):
    """A model's bytes."""
    maker = Maker(seed)
    build(maker)
    return maker.model.file()
