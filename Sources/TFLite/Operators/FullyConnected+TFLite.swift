import FlatBuffers
import Graphs

/// `FULLY_CONNECTED`: input, weights, optional bias.
func importFullyConnected(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2, optional: 1)
  let (activation, weightsFormat, keepsDimensions) =
    try source.options(Schema.FullyConnectedOptions.self) { (options) throws(FlatBufferError) in
      (try options.activation, try options.weightsFormat, try options.keepsDimensions)
    }
  guard weightsFormat == 0 else {
    throw source.fail(expected: "weights format DEFAULT (0)", found: "\(weightsFormat)")
  }
  return source.node(
    FullyConnected(
      keepsDimensions: keepsDimensions,
      epilogue: Epilogue(activation: try source.activation(activation))),
    inputs: inputs)
}
