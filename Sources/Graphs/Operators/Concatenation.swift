/// Tensors joined along one axis. TFLite `CONCATENATION` versions 1 to 4, of any type.
public struct Concatenation {
  /// The axis; not negative.
  public var axis: Int
  /// Applied to each element.
  public var activation: Activation

  /// The operator with its attributes.
  public init(axis: Int, activation: Activation = .none) {
    self.axis = axis
    self.activation = activation
  }
}

extension Concatenation: Operator {
  public static let name = "CONCATENATION"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let parts = try OperatorInputs(inputs, count: 1...max(1, inputs.count))
    // Of other elements nothing is computed.
    let first = try parts.descriptor(0, "input 0")
    var dimensions =
      activation == .none ? first.shape.dimensions : try parts.operand(0, "input 0").dimensions
    guard dimensions.indices.contains(axis) else {
      throw .attribute(
        name: "axis", expected: "below the rank \(dimensions.count)", found: "\(axis)")
    }
    for index in inputs.indices.dropFirst() {
      let part = try parts.sibling(index, "input \(index)")
      var expected = dimensions
      guard part.rank == dimensions.count else {
        throw .shape(
          input: "input \(index)", expected: "rank \(dimensions.count)", found: part)
      }
      expected[axis] = part[axis]
      guard part.dimensions == expected else {
        throw .shape(
          input: "input \(index)", expected: "\(expected) (axis \(axis) free)", found: part)
      }
      let (size, overflow) = dimensions[axis].addingReportingOverflow(part[axis])
      guard !overflow else {
        throw .attribute(
          name: "size along axis \(axis)", expected: "one that fits \(Int.bitWidth - 1) bits",
          found: "a larger one")
      }
      dimensions[axis] = size
    }
    return try parts.output(.output(dimensions))
  }
}
