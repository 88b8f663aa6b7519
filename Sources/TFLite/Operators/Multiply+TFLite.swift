import FlatBuffers
import Graphs

/// `MUL`: two tensors that broadcast.
func importMultiply(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.inputs(required: 2)
  let activation = try source.options(Schema.MulOptions.self) {
    (options) throws(FlatBufferError) in try options.activation
  }
  let fused = try source.activation(activation)
  guard try source.descriptor(0).elementType == .float32 else {
    return source.node(Binary(.multiply, activation: fused), inputs: inputs)
  }
  return source.node(Multiply(activation: fused), inputs: inputs)
}
