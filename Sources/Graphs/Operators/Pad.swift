/// A tensor of any type with elements of one value around it. Inputs: the tensor, and the value, of one
/// element (optional: 0). TFLite `PAD` versions 1 to 4, `PADV2` versions 1 to 4. The paddings are an
/// attribute: TFLite gives them as a constant input.
public struct Pad {
  /// Elements before the first one, an axis each.
  public var before: [Int]
  /// Elements behind the last one, an axis each.
  public var after: [Int]

  /// The operator with its attributes.
  public init(before: [Int], after: [Int]) { (self.before, self.after) = (before, after) }
}

extension Pad: Operator {
  public static let name = "PAD"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...2)
    let input = try inputs.descriptor(0, "input")
    guard before.count == input.shape.rank, after.count == input.shape.rank,
      (before + after).allSatisfy({ $0 >= 0 })
    else {
      throw .attribute(
        name: "paddings", expected: "\(input.shape.rank) pairs, none negative",
        found: "\(before) and \(after)")
    }
    if inputs.has(1) {
      let value = try inputs.sibling(1, "value")
      guard value.elementCount == 1 else {
        throw .shape(input: "value", expected: "1 element", found: value)
      }
    }
    var sizes: [Int] = []
    for (axis, size) in input.shape.dimensions.enumerated() {
      let (sum, overflow) = size.addingReportingOverflow(before[axis])
      let (padded, overflowAgain) = sum.addingReportingOverflow(after[axis])
      guard !overflow, !overflowAgain else {
        throw .attribute(
          name: "paddings of axis \(axis)", expected: "ones that can be counted",
          found: "\(before[axis]) and \(after[axis])")
      }
      sizes.append(padded)
    }
    return try inputs.output(.output(sizes))
  }
}
