import FlatBuffers
import Graphs

/// `DEPTHWISE_CONV_2D`: picture, filter, optional bias. The depth multiplier follows from the
/// shapes, as in TFLite's own kernels: writers disagree on what to store.
func importDepthwiseConvolution2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, optional: 1)
  let (padding, strideHeight, strideWidth, dilationHeight, dilationWidth, activation) =
    try source.options(Schema.DepthwiseConv2DOptions.self) { (options) throws(FlatBufferError) in
      (
        try options.padding, try options.strideHeight, try options.strideWidth,
        try options.dilationHeight, try options.dilationWidth, try options.activation
      )
    }
  let input = try source.descriptor(0).shape
  let filter = try source.descriptor(1).shape
  guard input.rank == 4, filter.rank == 4 else {
    throw source.fail(
      expected: "input and filter with 4 dimensions", found: "\(input) and \(filter)")
  }
  guard input[3] > 0, filter[3] > 0, filter[3] % input[3] == 0 else {
    throw source.fail(
      expected: "filter channels that are a multiple of \(input[3]) input channels",
      found: "\(filter[3])")
  }
  return source.node(
    DepthwiseConvolution2D(
      padding: try source.padding(padding),
      stride: try source.extent(height: strideHeight, width: strideWidth, "strides"),
      dilation: try source.extent(height: dilationHeight, width: dilationWidth, "dilations"),
      depthMultiplier: filter[3] / input[3],
      epilogue: Epilogue(activation: try source.activation(activation))),
    inputs: inputs)
}
