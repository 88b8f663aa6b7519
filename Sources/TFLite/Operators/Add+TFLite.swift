import FlatBuffers
import Graphs

/// `ADD`: two tensors that broadcast.
func importAdd(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let activation = try source.options(Schema.AddOptions.self) {
    (options) throws(FlatBufferError) in try options.activation
  }
  return source.node(Add(activation: try source.activation(activation)), inputs: inputs)
}
