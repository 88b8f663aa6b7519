import FlatBuffers
import Graphs

/// `CONCATENATION`: one tensor or more; a negative axis counts from the end. A fused activation is refused, as
/// TFLite's reference kernel does.
func importConcatenation(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.anyInputs()
  let (axis, activation) = try source.options(Schema.ConcatenationOptions.self) {
    (options) throws(FlatBufferError) in (Int(try options.axis), try options.activation)
  }
  let fused = try source.activation(activation)
  guard fused == .none else {
    throw source.fail(expected: "no fused activation", found: fused.rawValue)
  }
  return source.node(
    Concatenation(axis: try source.axis(axis, rank: try source.descriptor(0).shape.rank)),
    inputs: inputs)
}
