import FlatBuffers
import Graphs

/// `CONCATENATION`: one tensor or more; a negative axis counts from the end.
func importConcatenation(_ source: NodeSource) throws(ModelError) -> Node {
  let inputs = try source.anyInputs()
  let (axis, activation) = try source.options(Schema.ConcatenationOptions.self) {
    (options) throws(FlatBufferError) in (Int(try options.axis), try options.activation)
  }
  return source.node(
    Concatenation(
      axis: try source.axis(axis, rank: try source.descriptor(0).shape.rank),
      activation: try source.activation(activation)),
    inputs: inputs)
}
