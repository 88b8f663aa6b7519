import FlatBuffers
import Graphs

/// `ADD`: two tensors that broadcast.
func importAdd(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let activation = try source.options(Schema.AddOptions.self) {
    (options) throws(FlatBufferError) in try options.activation
  }
  let fused = try source.activation(activation)
  guard try source.descriptor(0).elementType == .float32 else {
    return source.node(Binary(.add, activation: fused), inputs: inputs)
  }
  return source.node(Add(activation: fused), inputs: inputs)
}
