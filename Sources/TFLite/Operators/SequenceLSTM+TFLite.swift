import FlatBuffers
import Graphs

/// `UNIDIRECTIONAL_SEQUENCE_LSTM`: 20 inputs, or 24 with layer normalization; options 0 to 3 are the
/// activation, the limits of cells and projection, and whether time comes first.
func importSequenceLSTM(_ source: NodeSource) throws(ModelError) -> Node {
  let count = source.inputs.count
  guard source.outputs.count == 1, count == 20 || count == SequenceLSTM.inputCount else {
    throw source.fail(
      expected: "20 or \(SequenceLSTM.inputCount) inputs and 1 output",
      found: "\(count) and \(source.outputs.count)")
  }
  let (code, cellLimit, projectionLimit, isTimeMajor, isDiagonal) = try source.fields(
    71, "UnidirectionalSequenceLSTMOptions"
  ) { (fields) throws(FlatBufferError) in
    (
      try fields.scalar(0, default: Int8(0)), try fields.scalar(1, default: Float(0)),
      try fields.scalar(2, default: Float(0)), try fields.boolean(3), try fields.boolean(5)
    )
  }
  guard !isDiagonal else {
    throw source.fail(expected: "whole recurrent weights", found: "diagonals of them")
  }
  let activation: SequenceLSTM.CellActivation =
    code == 4 ? .hyperbolicTangent : .limits(try source.activation(code))
  for position in [18, 19] {
    guard try source.descriptor(position).isState else {
      throw source.fail(
        expected: "a variable tensor as input \(position)", found: "another tensor")
    }
  }
  let absent = [ValueID?](repeating: nil, count: SequenceLSTM.inputCount - count)
  return source.node(
    SequenceLSTM(
      activation: activation, cellLimit: cellLimit, projectionLimit: projectionLimit,
      isTimeMajor: isTimeMajor),
    inputs: source.inputs + absent)
}
