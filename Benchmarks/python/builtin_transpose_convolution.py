"""MediaPipe's custom operator Convolution2DTransposeBias as the builtin TRANSPOSE_CONV.

OpenVINO knows no custom operators. The custom one holds what the builtin one has since its version 3:
a transposed convolution with a bias. Its options are the C structure TfLiteTransposeConvParams, three
32-bit integers: padding (1 same, 2 valid), stride over the width, stride over the height.
"""

import struct

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema

CUSTOM = b"Convolution2DTransposeBias"
PADDINGS = {1: schema.Padding.SAME, 2: schema.Padding.VALID}


def name_of(code):
    name = code.customCode
    return name.encode() if isinstance(name, str) else bytes(name or b"")


def shape_constant(model, subgraph, tensor):
    """A new constant tensor with the shape of `tensor`, which the builtin operator reads first."""
    shape = numpy.asarray(subgraph.tensors[tensor].shape, numpy.int32)
    buffer = schema.BufferT()
    buffer.data = numpy.frombuffer(shape.tobytes(), numpy.uint8)
    model.buffers.append(buffer)
    constant = schema.TensorT()
    constant.name = b"output_shape_%d" % tensor
    constant.type = schema.TensorType.INT32
    constant.shape = numpy.array([len(shape)], numpy.int32)
    constant.buffer = len(model.buffers) - 1
    subgraph.tensors.append(constant)
    return len(subgraph.tensors) - 1


def replace(model, subgraph, operator):
    padding, stride_width, stride_height = struct.unpack_from("<3i", bytes(operator.customOptions))
    options = schema.TransposeConvOptionsT()
    options.padding = PADDINGS[padding]
    options.strideW = stride_width
    options.strideH = stride_height
    pixels, weights, bias = operator.inputs
    shape = shape_constant(model, subgraph, operator.outputs[0])
    operator.inputs = numpy.array([shape, weights, pixels, bias], numpy.int32)
    operator.builtinOptionsType = schema.BuiltinOptions.TransposeConvOptions
    operator.builtinOptions = options
    operator.customOptions = None


def without_custom_operator(content):
    """The bytes of a .tflite file with the builtin operator; the same bytes when nothing is custom."""
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    custom = {index for index, code in enumerate(model.operatorCodes) if name_of(code) == CUSTOM}
    if not custom:
        return content
    for subgraph in model.subgraphs:
        for operator in subgraph.operators:
            if operator.opcodeIndex in custom:
                replace(model, subgraph, operator)
    for index in custom:
        code = model.operatorCodes[index]
        code.customCode = None
        code.builtinCode = schema.BuiltinOperator.TRANSPOSE_CONV
        code.deprecatedBuiltinCode = schema.BuiltinOperator.TRANSPOSE_CONV
        code.version = 3
    builder = flatbuffers.Builder(2 * len(content))
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
