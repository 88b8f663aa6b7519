import FlatBuffers
import Graphs

/// `AVERAGE_POOL_2D`: one picture.
func importAveragePool2D(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 1)
  let (padding, strideHeight, strideWidth, filterHeight, filterWidth, activation) =
    try source.options(Schema.Pool2DOptions.self) { (options) throws(FlatBufferError) in
      (
        try options.padding, try options.strideHeight, try options.strideWidth,
        try options.filterHeight, try options.filterWidth, try options.activation
      )
    }
  return source.node(
    AveragePool2D(
      padding: try source.padding(padding),
      window: try source.extent(height: filterHeight, width: filterWidth, "a window"),
      stride: try source.extent(height: strideHeight, width: strideWidth, "strides"),
      activation: try source.activation(activation)),
    inputs: inputs)
}
