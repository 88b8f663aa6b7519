/// A function of two numbers.
public enum BinaryFunction: String, Hashable, Sendable, CaseIterable {
  /// a + b, of integers: floats have `Add`.
  case add = "ADD"
  /// a - b
  case subtract = "SUB"
  /// a * b, of integers: floats have `Multiply`.
  case multiply = "MUL"
  /// a / b; of integers cut to a whole number, 0 for b = 0.
  case divide = "DIV"
  /// The larger one.
  case maximum = "MAXIMUM"
  /// The smaller one.
  case minimum = "MINIMUM"
  /// a to the power of b
  case power = "POW"
  /// (a - b)^2
  case squaredDifference = "SQUARED_DIFFERENCE"
  /// The whole number below a / b; of integers 0 for b = 0.
  case floorDivide = "FLOOR_DIV"
  /// a - b * floor(a / b); of integers 0 for b = 0.
  case floorModulo = "FLOOR_MOD"
  /// a for a >= 0, else a * b
  case prelu = "PRELU"
  case less = "LESS"
  case lessOrEqual = "LESS_EQUAL"
  case greater = "GREATER"
  case greaterOrEqual = "GREATER_EQUAL"
  case equal = "EQUAL"
  case notEqual = "NOT_EQUAL"
  case and = "LOGICAL_AND"
  case or = "LOGICAL_OR"

  /// Whether the result is a truth value.
  public var isPredicate: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or: true
    default: false
    }
  }

  /// The types that TFLite's definition takes, but for quantized ones.
  var elementTypes: [ElementType] {
    switch self {
    case .prelu: [.float32]
    case .and, .or: [.bool]
    case .equal, .notEqual: OperatorInputs.numberTypes + [.bool]
    default: OperatorInputs.numberTypes
    }
  }
}

/// One function of two tensors' elements, with broadcasting. TFLite's operators by these names;
/// `LEAKY_RELU` is `PRELU` with one slope.
public struct Binary {
  /// The function.
  public var function: BinaryFunction
  /// Applied to each result: `none` or limits.
  public var activation: Activation
  /// TFLite's name of the operator.
  public var label: String

  /// The operator with its attributes.
  public init(
    _ function: BinaryFunction, activation: Activation = .none, label: String? = nil
  ) {
    self.function = function
    self.activation = activation
    self.label = label ?? function.rawValue
  }
}

extension Binary: Operator {
  public static let name = "BINARY"

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 2...2)
    let first = try inputs.operand(0, "first operand", of: function.elementTypes)
    let second = try inputs.sibling(1, "second operand")
    guard let shape = first.broadcast(with: second) else {
      throw .shape(
        input: "second operand", expected: "one that broadcasts with \(first)", found: second)
    }
    let elementType = try inputs.descriptor(0, "first operand").elementType
    let isClamp = [.none, .relu, .relu6, .reluN1To1, .relu0To1].contains(activation)
    guard activation == .none || isClamp && !function.isPredicate else {
      throw .attribute(
        name: "activation", expected: "limits, of a number", found: activation.rawValue)
    }
    return [TensorType(function.isPredicate ? .bool : elementType, shape)]
  }
}
