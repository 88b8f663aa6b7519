/// Elements of one of two tensors by a condition. Inputs: truth values, and two tensors of one type.
/// TFLite `SELECT_V2` versions 1 and 2 with broadcasting, `SELECT` versions 1 to 4.
public struct Select {
  /// Whether a condition of rank 1 is for the slices along the first axis, as `SELECT` has it.
  public var selectsSlices: Bool

  /// The operator with its attributes.
  public init(selectsSlices: Bool = false) { self.selectsSlices = selectsSlices }
}

extension Select: Operator {
  public static let name = "SELECT"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 3...3)
    let condition = try inputs.operand(0, "condition", of: [.bool])
    let first = try inputs.descriptor(1, "first choice")
    let second = try inputs.operand(2, "second choice", of: [first.elementType])
    guard let values = first.shape.broadcast(with: second),
      let shape = values.broadcast(with: Self.aligned(condition, to: values, selectsSlices))
    else {
      throw .shape(
        input: "second choice",
        expected: "one that broadcasts with \(first.shape) and the condition \(condition)",
        found: second)
    }
    return [TensorType(first.elementType, shape)]
  }

  /// The condition's shape as it broadcasts.
  public static func aligned(_ condition: Shape, to values: Shape, _ selectsSlices: Bool) -> Shape {
    guard selectsSlices, condition.rank == 1, values.rank > 1, condition[0] == values[0] else {
      return condition
    }
    return Shape([condition[0]] + [Int](repeating: 1, count: values.rank - 1))
  }
}
