/// The place of the largest or smallest element along an axis, the first of several. TFLite `ARG_MAX` and
/// `ARG_MIN` versions 1 to 3. The axis is an attribute: TFLite gives it as a constant input.
public struct ArgExtremum {
  /// Whether the smallest is sought.
  public var isMinimum: Bool
  /// The axis; it is dropped.
  public var axis: Int
  /// The places' type.
  public var elementType: ElementType

  /// The operator with its attributes.
  public init(isMinimum: Bool, axis: Int, elementType: ElementType) {
    (self.isMinimum, self.axis, self.elementType) = (isMinimum, axis, elementType)
  }
}

extension ArgExtremum: Operator {
  public static let name = "ARG_EXTREMUM"

  public var label: String { isMinimum ? "ARG_MIN" : "ARG_MAX" }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(
      0, "input", of: OperatorInputs.numberTypes + [.bool, .int8, .uint8])
    let output = try input.reduced(axes: [axis], keepsDimensions: false)
    guard OperatorInputs.indexTypes.contains(elementType) else {
      throw .attribute(name: "output type", expected: "int32 or int64", found: "\(elementType)")
    }
    guard input[axis] > 0 else {
      throw .shape(input: "input", expected: "an element along axis \(axis)", found: input)
    }
    return [TensorType(elementType, output)]
  }
}

/// The largest elements along the last axis, in falling order, and their places; of equal ones the first
/// comes first. TFLite `TOPK_V2` versions 1 to 3. The number is an attribute: TFLite gives it as a
/// constant input.
public struct TopK {
  /// Elements.
  public var count: Int
  /// The places' type.
  public var indexType: ElementType

  /// The operator with its attributes.
  public init(count: Int, indexType: ElementType = .int32) {
    (self.count, self.indexType) = (count, indexType)
  }
}

extension TopK: Operator {
  public static let name = "TOPK_V2"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(0, "input", of: OperatorInputs.numberTypes + [.int8, .uint8])
    guard let last = input.dimensions.last, (0...last).contains(count) else {
      throw .attribute(
        name: "count", expected: "at most the last axis of \(input)", found: "\(count)")
    }
    let shape = try Shape.output(input.dimensions.dropLast() + [count])
    return try inputs.output(shape) + [TensorType(indexType, shape)]
  }
}

/// Running sums along an axis. TFLite `CUMSUM` version 1. The axis is an attribute: TFLite gives it as a
/// constant input.
public struct CumulativeSum {
  /// The axis.
  public var axis: Int
  /// Whether an element's sum leaves out the element.
  public var isExclusive: Bool
  /// Whether sums run from the axis' end.
  public var isReverse: Bool

  /// The operator with its attributes.
  public init(axis: Int, isExclusive: Bool = false, isReverse: Bool = false) {
    (self.axis, self.isExclusive, self.isReverse) = (axis, isExclusive, isReverse)
  }
}

extension CumulativeSum: Operator {
  public static let name = "CUMSUM"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    let input = try inputs.operand(0, "input", of: OperatorInputs.numberTypes)
    guard input.dimensions.indices.contains(axis) else {
      throw .attribute(name: "axis", expected: "below the rank \(input.rank)", found: "\(axis)")
    }
    return try inputs.output(input)
  }
}
