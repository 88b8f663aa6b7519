"""Small .tflite files of any operator, written with the object API of TFLite's own schema."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .versions import version_of

TYPE = schema.TensorType
CODE = schema.BuiltinOperator
OPTIONS = schema.BuiltinOptions

TYPES = {
    "float32": TYPE.FLOAT32, "float16": TYPE.FLOAT16, "float64": TYPE.FLOAT64, "int8": TYPE.INT8,
    "int16": TYPE.INT16, "int32": TYPE.INT32, "int64": TYPE.INT64, "uint8": TYPE.UINT8,
    "uint16": TYPE.UINT16, "uint32": TYPE.UINT32, "bool": TYPE.BOOL,
}


def type_code(dtype):
    return TYPES[np.dtype(dtype).name]


class Subgraph:
    """Tensors and operators; tensors are indices."""

    def __init__(self, model, name):
        self.model = model
        self.name = name
        self.tensors = []
        self.dtypes = []
        self.values = {}
        self.operators = []
        self.operator_names = []
        self.inputs = []
        self.outputs = []

    def tensor(self, dtype, shape=(), values=None, variable=False):
        tensor = schema.TensorT()
        tensor.name = f"{self.name}{len(self.tensors)}"
        tensor.shape = [int(size) for size in shape]
        tensor.type = type_code(dtype)
        tensor.buffer = 0
        tensor.isVariable = variable
        if values is not None:
            tensor.buffer = self.model.buffer(np.ascontiguousarray(values).tobytes())
        self.tensors.append(tensor)
        self.dtypes.append(np.dtype(dtype))
        return len(self.tensors) - 1

    def handle(self):
        """The handle of a variable."""
        index = self.tensor("int32")
        self.tensors[index].type = TYPE.RESOURCE
        return index

    def constant(self, values):
        values = np.asarray(values)
        index = self.tensor(values.dtype, values.shape, values)
        self.values[index] = values
        return index

    def input(self, dtype, shape):
        index = self.tensor(dtype, shape)
        self.inputs.append(index)
        return index

    def output(self, *indices):
        self.outputs += indices

    def shape(self, index):
        return tuple(self.tensors[index].shape)

    def operator(self, name, inputs, dtypes, options=None, shapes=None, version=None, custom=None,
                 custom_options=None, options_name=None, outputs=None):
        """Adds an operator; returns the indices of its outputs, which may be there already. Shapes may be left to
        LiteRT."""
        shapes = shapes or [()] * len(dtypes)
        outputs = outputs or [self.tensor(dtype, shape) for dtype, shape in zip(dtypes, shapes)]
        node = schema.OperatorT()
        ranks = [len(self.tensors[i].shape) if i >= 0 else 0 for i in inputs]
        names = [self.dtypes[i].name if i >= 0 else None for i in inputs]
        version = version or version_of(name, options, names, ranks, [str(np.dtype(d)) for d in dtypes])
        node.opcodeIndex = self.model.code(
            CODE.CUSTOM if custom else getattr(CODE, name), version, custom)
        node.inputs = list(inputs)
        node.outputs = outputs
        if options is not None:
            node.builtinOptionsType = getattr(OPTIONS, options_name or type(options).__name__[:-1])
            node.builtinOptions = options
        if custom_options is not None:
            node.customOptions = np.frombuffer(custom_options, np.uint8)
        self.operators.append(node)
        self.operator_names.append(name)
        return outputs

    def packed(self):
        graph = schema.SubGraphT()
        graph.name = self.name
        graph.tensors = self.tensors
        graph.inputs = self.inputs
        graph.outputs = self.outputs
        graph.operators = self.operators
        return graph


class Model:
    """A model under construction: buffers and operator codes that its subgraphs share."""

    def __init__(self):
        self.codes = []
        self.buffers = [schema.BufferT()]
        self.subgraphs = []
        self.signatures = []
        self.main = self.subgraph("t")

    def subgraph(self, name):
        self.subgraphs.append(Subgraph(self, name))
        return self.subgraphs[-1]

    def buffer(self, data):
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(data, np.uint8)
        self.buffers.append(buffer)
        return len(self.buffers) - 1

    def code(self, builtin, version, custom):
        key = (builtin, version, custom)
        if key not in self.codes:
            self.codes.append(key)
        return self.codes.index(key)

    def file(self):
        model = schema.ModelT()
        model.version = 3
        model.description = "vbg conformance"
        model.buffers = self.buffers
        model.operatorCodes = []
        for builtin, version, custom in self.codes:
            code = schema.OperatorCodeT()
            code.builtinCode = builtin
            code.deprecatedBuiltinCode = min(builtin, 127)
            code.version = version
            code.customCode = custom
            model.operatorCodes.append(code)
        model.subgraphs = [graph.packed() for graph in self.subgraphs]
        model.signatureDefs = self.signatures
        builder = flatbuffers.Builder(1 << 12)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())
