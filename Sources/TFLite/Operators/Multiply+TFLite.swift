import FlatBuffers
import Graphs

/// `MUL`: two tensors that broadcast.
func importMultiply(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let activation = try source.options(Schema.MulOptions.self) {
    (options) throws(FlatBufferError) in try options.activation
  }
  return source.node(Multiply(activation: try source.activation(activation)), inputs: inputs)
}
