import FlatBuffers
import Graphs

/// `TRANSPOSE_CONV`: constant output shape, filter, picture, optional bias (from version 3).
func importTransposeConvolution2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 3, optional: 1)
  let (padding, strideHeight, strideWidth, activation) =
    try source.options(Schema.TransposeConvOptions.self) { (options) throws(FlatBufferError) in
      (
        try options.padding, try options.strideHeight, try options.strideWidth,
        try options.activation
      )
    }
  let dimensions = try source.integers(0, "output shape")
  guard dimensions.count == 4, dimensions.allSatisfy({ $0 >= 1 }) else {
    throw source.fail(
      expected: "an output shape of 4 sizes, each at least 1", found: "\(dimensions)")
  }
  let outputShape: Shape
  do {
    outputShape = try Shape(validating: dimensions)
  } catch {
    throw source.fail(
      expected: "an output shape whose element count fits \(Int.bitWidth - 1) bits",
      found: "\(dimensions)")
  }
  return source.node(
    TransposeConvolution2D(
      outputShape: outputShape, padding: try source.padding(padding),
      stride: try source.extent(height: strideHeight, width: strideWidth, "strides"),
      epilogue: Epilogue(activation: try source.activation(activation))),
    inputs: [inputs[2], inputs[1], inputs[3]])
}
