/// A reduction of some axes.
public enum Reduction: String, Hashable, Sendable, CaseIterable {
  case sum = "SUM"
  case product = "REDUCE_PROD"
  case maximum = "REDUCE_MAX"
  case minimum = "REDUCE_MIN"
  /// Whether any is true.
  case any = "REDUCE_ANY"
  /// Whether all are true.
  case all = "REDUCE_ALL"
  /// The mean of integers, cut to a whole number: floats have `Mean`.
  case mean = "MEAN"

  var elementTypes: [ElementType] {
    switch self {
    case .any, .all: [.bool]
    case .mean: OperatorInputs.indexTypes
    default: OperatorInputs.numberTypes
    }
  }
}

/// Reduction of some axes. TFLite's operators by these names; no axes leave the tensor as it is.
public struct Reduce {
  /// The result of the elements.
  public var reduction: Reduction
  /// Axes to reduce: not negative, ascending, no duplicates.
  public var axes: [Int]
  /// Whether reduced axes stay as size 1.
  public var keepsDimensions: Bool

  /// The operator with its attributes.
  public init(_ reduction: Reduction, axes: [Int], keepsDimensions: Bool = false) {
    self.reduction = reduction
    self.axes = axes
    self.keepsDimensions = keepsDimensions
  }
}

extension Reduce: Operator {
  public static let name = "REDUCE"

  public var label: String { reduction.rawValue }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(0, "input", of: reduction.elementTypes)
    return try inputs.output(input.reduced(axes: axes, keepsDimensions: keepsDimensions))
  }
}

extension Shape {
  /// The shape without some axes, or with 1 for their sizes.
  func reduced(axes: [Int], keepsDimensions: Bool) throws(OperatorError) -> Shape {
    guard zip(axes, axes.dropFirst()).allSatisfy({ $0 < $1 }),
      axes.allSatisfy(dimensions.indices.contains)
    else {
      throw .attribute(
        name: "axes", expected: "ascending, unique and below the rank \(rank)", found: "\(axes)")
    }
    return try .output(
      dimensions.indices.compactMap {
        axes.contains($0) ? (keepsDimensions ? 1 : nil) : dimensions[$0]
      })
  }
}
