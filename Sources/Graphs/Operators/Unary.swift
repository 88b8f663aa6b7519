/// A function of one number.
public enum UnaryFunction: String, Hashable, Sendable, CaseIterable {
  /// |x|
  case absolute = "ABS"
  /// -x
  case negative = "NEG"
  /// The root; NaN for x < 0.
  case squareRoot = "SQRT"
  /// 1 / the root
  case reciprocalSquareRoot = "RSQRT"
  /// x * x
  case square = "SQUARE"
  /// e to the power of x
  case exponential = "EXP"
  /// The natural logarithm.
  case logarithm = "LOG"
  case sine = "SIN"
  case cosine = "COS"
  /// The whole number below.
  case floor = "FLOOR"
  /// The whole number above.
  case ceiling = "CEIL"
  /// The nearest whole number, of two equally near the even one.
  case round = "ROUND"
  /// -1, 0 or 1
  case sign = "SIGN"
  case hyperbolicTangent = "TANH"
  /// x for x >= 0, else e to the power of x, minus 1
  case elu = "ELU"
  /// x * (1 + erf(x / sqrt 2)) / 2
  case gelu = "GELU"
  /// x * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
  case geluApproximation = "GELU (approximate)"
  /// Whether a truth value is false.
  case not = "LOGICAL_NOT"

  /// The types that TFLite's definition takes.
  var elementTypes: [ElementType] {
    switch self {
    case .absolute, .negative, .sign: OperatorInputs.numberTypes
    case .not: [.bool]
    default: [.float32]
    }
  }
}

/// One function applied to every element. TFLite's operators by these names.
public struct Unary {
  /// The function.
  public var function: UnaryFunction

  /// The operator with its attributes.
  public init(_ function: UnaryFunction) { self.function = function }
}

extension Unary: Operator {
  public static let name = "UNARY"

  public var label: String { function.rawValue }

  public func outputTypes(for inputs: [TensorDescriptor?]) throws(OperatorError) -> [TensorType] {
    let inputs = try OperatorInputs(inputs, count: 1...1)
    return try inputs.output(inputs.operand(0, "input", of: function.elementTypes))
  }
}
