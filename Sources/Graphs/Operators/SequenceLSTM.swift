/// A layer of long short-term memory over a sequence (Hochreiter and Schmidhuber 1997; peepholes, projection
/// and layer normalization where their inputs are there). Inputs as TFLite has them, by number:
///
/// 0 the sequence `[batch, time, inputs]`; 1 to 4 weights of the input, forget, cell and output gate
/// `[cells, inputs]`; 5 to 8 their weights of the last output `[cells, outputs]`; 9 to 11 peepholes of the
/// input, forget and output gate `[cells]`; 12 to 15 biases `[cells]`; 16 a projection `[outputs, cells]`
/// and 17 its bias; 18 and 19 the last output and the cells, `[batch, ...]`, which are state; 20 to 23
/// coefficients of layer normalization. 1, 5, 9 to 12, 16, 17 and 20 to 23 may be absent; without 1 the
/// input gate is 1 minus the forget gate.
///
/// TFLite `UNIDIRECTIONAL_SEQUENCE_LSTM` versions 1 to 4, floats.
public struct SequenceLSTM {
  /// A function of cells.
  public enum CellActivation: Hashable, Sendable {
    case hyperbolicTangent, logistic, limits(Activation)
  }

  /// Applied to the cell gate and to the cells.
  public var activation: CellActivation
  /// The largest size of a cell; 0 for none.
  public var cellLimit: Float
  /// The largest size of a projected output; 0 for none.
  public var projectionLimit: Float
  /// Whether the sequence is `[time, batch, inputs]`.
  public var isTimeMajor: Bool

  /// The operator with its attributes.
  public init(
    activation: CellActivation = .hyperbolicTangent, cellLimit: Float = 0,
    projectionLimit: Float = 0, isTimeMajor: Bool = false
  ) {
    self.activation = activation
    self.cellLimit = cellLimit
    self.projectionLimit = projectionLimit
    self.isTimeMajor = isTimeMajor
  }

  /// Number of inputs, absent ones included.
  public static let inputCount = 24
}

extension SequenceLSTM: Operator {
  public static let name = "UNIDIRECTIONAL_SEQUENCE_LSTM"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: Self.inputCount...Self.inputCount)
    let sequence = try inputs.operand(0, "sequence")
    let weights = try inputs.operand(2, "forget gate's weights")
    let recurrent = try inputs.operand(6, "forget gate's recurrent weights")
    guard sequence.rank == 3, weights.rank == 2, recurrent.rank == 2 else {
      throw .shape(input: "sequence", expected: "3 dimensions, weights 2", found: sequence)
    }
    let (cells, outputs) = (weights[0], recurrent[1])
    let batch = sequence[isTimeMajor ? 1 : 0]
    func check(
      _ index: Int, _ sizes: [Int], isOptional: Bool = true
    ) throws(OperatorError) {
      if isOptional && !inputs.has(index) { return }
      try inputs.check(index, "input \(index)", is: .output(sizes))
    }
    for index in 1...4 { try check(index, [cells, sequence[2]], isOptional: index == 1) }
    for index in 5...8 { try check(index, [cells, outputs], isOptional: index == 5) }
    for index in 9...11 { try check(index, [cells]) }
    for index in 12...15 { try check(index, [cells], isOptional: index == 12) }
    try check(16, [outputs, cells])
    try check(17, [outputs])
    try check(18, [batch, outputs], isOptional: false)
    try check(19, [batch, cells], isOptional: false)
    for index in 20...23 { try check(index, [cells]) }
    guard inputs.has(1) == inputs.has(5), inputs.has(1) == inputs.has(12),
      inputs.has(16) || outputs == cells, inputs.has(21) == inputs.has(22),
      inputs.has(21) == inputs.has(23), inputs.has(20) == (inputs.has(21) && inputs.has(1))
    else {
      throw .attribute(
        name: "optional inputs", expected: "all of a gate, or none", found: "some")
    }
    return try inputs.output(.output([sequence[0], sequence[1], outputs]))
  }

  public func multiplyAccumulates(
    inputs: [TensorDescriptor?], outputs: [TensorDescriptor]
  ) -> Int {
    guard inputs.count == Self.inputCount, let sequence = inputs[0]?.shape, sequence.rank == 3,
      let weights = inputs[2]?.shape, let recurrent = inputs[6]?.shape
    else { return 0 }
    let gate = weights.elementCount.addingReportingOverflow(recurrent.elementCount).partialValue
    return saturatingProduct(sequence[0], sequence[1], 4, max(0, gate))
  }
}
