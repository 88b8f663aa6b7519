import FlatBuffers
import Graphs

/// `CONV_2D`: picture, filter, optional bias.
func importConvolution2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, optional: 1)
  let (padding, strideHeight, strideWidth, dilationHeight, dilationWidth, activation) =
    try source.options(Schema.Conv2DOptions.self) { (options) throws(FlatBufferError) in
      (
        try options.padding, try options.strideHeight, try options.strideWidth,
        try options.dilationHeight, try options.dilationWidth, try options.activation
      )
    }
  return source.node(
    Convolution2D(
      padding: try source.padding(padding),
      stride: try source.extent(height: strideHeight, width: strideWidth, "strides"),
      dilation: try source.extent(height: dilationHeight, width: dilationWidth, "dilations"),
      epilogue: Epilogue(activation: try source.activation(activation))),
    inputs: inputs)
}
