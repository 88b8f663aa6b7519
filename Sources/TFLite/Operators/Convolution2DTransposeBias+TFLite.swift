import FlatBuffers
import Graphs

/// MediaPipe's custom operator `Convolution2DTransposeBias`: picture, filter, bias.
///
/// Its options are three 32-bit integers: padding (1 for SAME, 2 for VALID; 0 is unknown), stride
/// along the width, stride along the height. It infers the output's size; the file's output tensor
/// has it. Source: MediaPipe, util/tflite/operations/transpose_conv_bias.cc, and
/// `TfLiteTransposeConvParams` of TensorFlow Lite's C API.
func importConvolution2DTransposeBias(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 3)
  let fields = try source.customIntegers(3)
  return source.node(
    TransposeConvolution2D(
      outputShape: source.values[source.outputs[0].index].shape,
      padding: try source.customPadding(fields[0]),
      stride: try source.extent(height: fields[2], width: fields[1], "strides")),
    inputs: inputs)
}
