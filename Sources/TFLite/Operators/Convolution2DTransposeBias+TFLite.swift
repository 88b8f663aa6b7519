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
  let options = try reading("options of node \(source.index) (\(source.entry.name))") {
    () throws(FlatBufferError) in try source.schema.customOptions
  }
  guard let options, options.count >= 12 else {
    throw source.fail(
      expected: "12 bytes of options (padding and strides)", found: "\(options?.count ?? 0)")
  }
  func field(_ index: Int) -> Int32 {
    Int32(
      bitPattern: (0..<4).reduce(0) { $0 | UInt32(options[4 * index + $1]) << UInt32(8 * $1) })
  }
  let padding: Padding
  switch field(0) {
  case 1: padding = .same
  case 2: padding = .valid
  default: throw source.fail(expected: "padding SAME (1) or VALID (2)", found: "\(field(0))")
  }
  return source.node(
    TransposeConvolution2D(
      outputShape: source.values[source.outputs[0].index].shape, padding: padding,
      stride: try source.extent(height: field(2), width: field(1), "strides")),
    inputs: inputs)
}
