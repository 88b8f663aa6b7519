/// Mean over some axes. TFLite `MEAN` versions 1 to 3, floats. The axes are an attribute: TFLite
/// gives them as a constant input.
public struct Mean {
  /// Axes to reduce: not negative, ascending, no duplicates.
  public var axes: [Int]
  /// Whether reduced axes stay as size 1.
  public var keepsDimensions: Bool

  /// The operator with its attributes.
  public init(axes: [Int], keepsDimensions: Bool = false) {
    self.axes = axes
    self.keepsDimensions = keepsDimensions
  }
}

extension Mean: Operator {
  public static let name = "MEAN"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(0, "input")
    var dimensions: [Int] = []
    var remaining = axes[...]
    for (axis, size) in input.dimensions.enumerated() {
      guard remaining.first == axis else {
        dimensions.append(size)
        continue
      }
      remaining.removeFirst()
      if keepsDimensions { dimensions.append(1) }
    }
    guard remaining.isEmpty else {
      throw .attribute(
        name: "axes", expected: "ascending, unique and below the rank \(input.rank)",
        found: "\(axes)")
    }
    return try inputs.output(.output(dimensions))
  }
}
