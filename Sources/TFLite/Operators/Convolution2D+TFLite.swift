import FlatBuffers
import Graphs

/// `CONV_2D`: picture, filter, optional bias. A filter of fewer input channels than the picture has stands for
/// groups.
func importConvolution2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, optional: 1)
  let (padding, strideHeight, strideWidth, dilationHeight, dilationWidth, activation) =
    try source.options(Schema.Conv2DOptions.self) { (options) throws(FlatBufferError) in
      (
        try options.padding, try options.strideHeight, try options.strideWidth,
        try options.dilationHeight, try options.dilationWidth, try options.activation
      )
    }
  let scheme = try source.padding(padding)
  let stride = try source.extent(height: strideHeight, width: strideWidth, "strides")
  let dilation = try source.extent(height: dilationHeight, width: dilationWidth, "dilations")
  let epilogue = Epilogue(activation: try source.activation(activation))
  let (input, filter) = (try source.descriptor(0).shape, try source.descriptor(1).shape)
  guard input.rank == 4, filter.rank == 4, filter[3] > 0, filter[3] < input[3] else {
    return source.node(
      Convolution2D(padding: scheme, stride: stride, dilation: dilation, epilogue: epilogue),
      inputs: inputs)
  }
  return source.node(
    GroupedConvolution2D(
      padding: scheme, stride: stride, dilation: dilation, epilogue: epilogue), inputs: inputs)
}
