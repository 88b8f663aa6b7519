"""Builds small .tflite files operator by operator with the object API of TFLite's own schema."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

FLOAT32 = schema.TensorType.FLOAT32
FLOAT16 = schema.TensorType.FLOAT16
INT32 = schema.TensorType.INT32

NONE = schema.ActivationFunctionType.NONE
RELU = schema.ActivationFunctionType.RELU
RELU_N1_TO_1 = schema.ActivationFunctionType.RELU_N1_TO_1
RELU6 = schema.ActivationFunctionType.RELU6

SAME = schema.Padding.SAME
VALID = schema.Padding.VALID

CODE = schema.BuiltinOperator
OPTIONS = schema.BuiltinOptions


def extent(size, window, stride, dilation, padding):
    """The length of an output side by TFLite's two padding rules."""
    if padding == SAME:
        return -(-size // stride)
    return -(-(size - (window - 1) * dilation) // stride)


class Model:
    """A model under construction. Tensors are indices; every method returns its output's index."""

    def __init__(self, name, seed):
        self.name = name
        self.random = np.random.RandomState(seed)
        self.codes = []
        self.buffers = [schema.BufferT()]
        self.tensors = []
        self.operators = []
        self.inputs = []
        self.outputs = []

    # Tensors

    def tensor(self, shape, element_type=FLOAT32, data=None):
        tensor = schema.TensorT()
        tensor.name = f"tensor_{len(self.tensors)}"
        tensor.shape = list(shape)
        tensor.type = element_type
        tensor.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def input(self, *shape):
        index = self.tensor(shape)
        self.inputs.append(index)
        return index

    def output(self, index):
        self.outputs.append(index)
        return index

    def shape(self, index):
        return list(self.tensors[index].shape)

    def values(self, shape, scale):
        """Multiples of 1/128 in -scale...scale: exact in float32, the same with every numpy."""
        steps = max(1, int(round(scale * 128)))
        return self.random.randint(-steps, steps + 1, size=shape).astype(np.float32) / 128

    def constant(self, shape, scale=1.0, half=False):
        """A random constant; with `half` stored as float16 behind a DEQUANTIZE."""
        values = self.values(tuple(shape), scale)
        if not half:
            return self.tensor(shape, FLOAT32, values)
        stored = self.tensor(shape, FLOAT16, values.astype(np.float16))
        return self.add_operator(CODE.DEQUANTIZE, 2, [stored], shape, OPTIONS.DequantizeOptions,
                                 schema.DequantizeOptionsT())

    def integers(self, values):
        return self.tensor([len(values)], INT32, np.array(values, np.int32))

    # Operators

    def code(self, builtin, version, custom=None):
        key = (builtin, version, custom)
        if key not in self.codes:
            self.codes.append(key)
        return self.codes.index(key)

    def add_operator(self, builtin, version, inputs, shape, options_type=0, options=None,
                     custom=None, custom_options=None):
        result = self.tensor(shape)
        operator = schema.OperatorT()
        operator.opcodeIndex = self.code(builtin, version, custom)
        operator.inputs = list(inputs)
        operator.outputs = [result]
        operator.builtinOptionsType = options_type
        operator.builtinOptions = options
        if custom_options is not None:
            operator.customOptions = np.frombuffer(custom_options, np.uint8)
        self.operators.append(operator)
        return result

    def convolution(self, x, channels, window=(1, 1), stride=(1, 1), dilation=(1, 1),
                    padding=SAME, activation=NONE, half=False):
        batch, height, width, depth = self.shape(x)
        options = schema.Conv2DOptionsT()
        options.padding = padding
        options.strideH, options.strideW = stride
        options.dilationHFactor, options.dilationWFactor = dilation
        options.fusedActivationFunction = activation
        scale = 1.5 / (window[0] * window[1] * depth) ** 0.5
        inputs = [x, self.constant([channels, *window, depth], scale, half),
                  self.constant([channels], 0.5, half)]
        shape = [batch, extent(height, window[0], stride[0], dilation[0], padding),
                 extent(width, window[1], stride[1], dilation[1], padding), channels]
        return self.add_operator(CODE.CONV_2D, 1, inputs, shape, OPTIONS.Conv2DOptions, options)

    def depthwise(self, x, window, stride=(1, 1), dilation=(1, 1), padding=SAME, activation=NONE,
                  multiplier=1, half=False):
        batch, height, width, depth = self.shape(x)
        options = schema.DepthwiseConv2DOptionsT()
        options.padding = padding
        options.strideH, options.strideW = stride
        options.dilationHFactor, options.dilationWFactor = dilation
        options.depthMultiplier = multiplier
        options.fusedActivationFunction = activation
        channels = depth * multiplier
        scale = 1.5 / (window[0] * window[1]) ** 0.5
        inputs = [x, self.constant([1, *window, channels], scale, half),
                  self.constant([channels], 0.5, half)]
        shape = [batch, extent(height, window[0], stride[0], dilation[0], padding),
                 extent(width, window[1], stride[1], dilation[1], padding), channels]
        version = 2 if dilation != (1, 1) else 1
        return self.add_operator(CODE.DEPTHWISE_CONV_2D, version, inputs, shape,
                                 OPTIONS.DepthwiseConv2DOptions, options)

    def fully_connected(self, x, channels, activation=NONE, bias=True, keep=False, half=False):
        shape = self.shape(x)
        depth = shape[-1] if keep else int(np.prod(shape[1:]))
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = activation
        options.keepNumDims = keep
        inputs = [x, self.constant([channels, depth], 1.5 / depth ** 0.5, half),
                  self.constant([channels], 0.5, half) if bias else -1]
        result = shape[:-1] + [channels] if keep else [shape[0], channels]
        return self.add_operator(CODE.FULLY_CONNECTED, 5 if keep else 1, inputs, result,
                                 OPTIONS.FullyConnectedOptions, options)

    def binary(self, name, a, b, activation=NONE):
        options_type, options = {
            "ADD": (OPTIONS.AddOptions, schema.AddOptionsT()),
            "MUL": (OPTIONS.MulOptions, schema.MulOptionsT()),
        }[name]
        options.fusedActivationFunction = activation
        shape = list(np.broadcast_shapes(tuple(self.shape(a)), tuple(self.shape(b))))
        return self.add_operator(getattr(CODE, name), 1, [a, b], [int(n) for n in shape],
                                 options_type, options)

    def add(self, a, b, activation=NONE):
        return self.binary("ADD", a, b, activation)

    def multiply(self, a, b, activation=NONE):
        return self.binary("MUL", a, b, activation)

    def activate(self, name, x):
        options = (OPTIONS.HardSwishOptions, schema.HardSwishOptionsT()) \
            if name == "HARD_SWISH" else (0, None)
        return self.add_operator(getattr(CODE, name), 1, [x], self.shape(x), *options)

    def average_pool(self, x, window, stride=(1, 1), padding=SAME, activation=NONE):
        batch, height, width, depth = self.shape(x)
        options = schema.Pool2DOptionsT()
        options.padding = padding
        options.filterHeight, options.filterWidth = window
        options.strideH, options.strideW = stride
        options.fusedActivationFunction = activation
        shape = [batch, extent(height, window[0], stride[0], 1, padding),
                 extent(width, window[1], stride[1], 1, padding), depth]
        return self.add_operator(CODE.AVERAGE_POOL_2D, 1, [x], shape, OPTIONS.Pool2DOptions,
                                 options)

    def mean(self, x, axes, keep):
        options = schema.ReducerOptionsT()
        options.keepDims = keep
        shape = self.shape(x)
        reduced = {axis % len(shape) for axis in axes}
        result = [1 if axis in reduced else n for axis, n in enumerate(shape)
                  if keep or axis not in reduced]
        return self.add_operator(CODE.MEAN, 1, [x, self.integers(axes)], result,
                                 OPTIONS.ReducerOptions, options)

    def resize(self, x, size, align=False, half_pixel=False):
        options = schema.ResizeBilinearOptionsT()
        options.alignCorners = align
        options.halfPixelCenters = half_pixel
        batch, _, _, depth = self.shape(x)
        return self.add_operator(CODE.RESIZE_BILINEAR, 3 if half_pixel else 1,
                                 [x, self.integers(size)], [batch, *size, depth],
                                 OPTIONS.ResizeBilinearOptions, options)

    def concatenate(self, inputs, axis):
        options = schema.ConcatenationOptionsT()
        options.axis = axis
        shape = self.shape(inputs[0])
        shape[axis] = sum(self.shape(x)[axis] for x in inputs)
        return self.add_operator(CODE.CONCATENATION, 1, inputs, shape,
                                 OPTIONS.ConcatenationOptions, options)

    def transpose_convolution(self, x, output_size, channels, window, stride=(2, 2),
                              padding=SAME, activation=NONE, bias=False, half=False):
        batch, _, _, depth = self.shape(x)
        options = schema.TransposeConvOptionsT()
        options.padding = padding
        options.strideH, options.strideW = stride
        options.fusedActivationFunction = activation
        shape = [batch, *output_size, channels]
        inputs = [self.integers(shape),
                  self.constant([channels, *window, depth], 1.5 / depth ** 0.5, half), x]
        if bias:
            inputs.append(self.constant([channels], 0.5, half))
        version = 4 if activation != NONE else 3 if bias else 1
        return self.add_operator(CODE.TRANSPOSE_CONV, version, inputs, shape,
                                 OPTIONS.TransposeConvOptions, options)

    def transpose_convolution_bias(self, x, channels, window, stride=(2, 2), same=True,
                                   half=False):
        """MediaPipe's custom operator: options are three int32, padding, width and height step."""
        batch, height, width, depth = self.shape(x)
        size = [height * stride[0], width * stride[1]] if same else [
            (height - 1) * stride[0] + window[0], (width - 1) * stride[1] + window[1]]
        inputs = [x, self.constant([channels, *window, depth], 1.5 / depth ** 0.5, half),
                  self.constant([channels], 0.5, half)]
        options = np.array([1 if same else 2, stride[1], stride[0]], "<i4").tobytes()
        return self.add_operator(CODE.CUSTOM, 1, inputs, [batch, *size, channels],
                                 custom="Convolution2DTransposeBias", custom_options=options)

    # File

    def file(self):
        model = schema.ModelT()
        model.version = 3
        model.description = f"vbg test model {self.name}"
        model.buffers = self.buffers
        model.operatorCodes = []
        for builtin, version, custom in self.codes:
            code = schema.OperatorCodeT()
            code.builtinCode = builtin
            code.deprecatedBuiltinCode = min(builtin, 127)
            code.version = version
            code.customCode = custom
            model.operatorCodes.append(code)
        graph = schema.SubGraphT()
        graph.name = "main"
        graph.tensors = self.tensors
        graph.inputs = self.inputs
        graph.outputs = self.outputs
        graph.operators = self.operators
        model.subgraphs = [graph]
        builder = flatbuffers.Builder(1 << 16)
        builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
        return bytes(builder.Output())
