import Graphs
import Platform

extension UnaryFunction {
  /// The function of a real number.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .absolute: abs(x)
    case .negative: -x
    case .squareRoot: x.squareRoot()
    case .reciprocalSquareRoot: 1 / x.squareRoot()
    case .square: x * x
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .sine: sin(x)
    case .cosine: cos(x)
    case .floor: x.rounded(.down)
    case .ceiling: x.rounded(.up)
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .hyperbolicTangent: tanh(x)
    case .elu: x < 0 ? expm1(x) : x
    case .gelu: 0.5 * x * erfc(-x * 0.5.squareRoot())
    case .geluApproximation:
      0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    case .not: x == 0 ? 1 : 0
    }
  }

  /// The function of an integer or truth value.
  func callAsFunction(_ x: Int64) -> Int64 {
    switch self {
    case .absolute: x < 0 ? 0 &- x : x
    case .negative: 0 &- x
    case .sign: x.signum()
    case .not: x == 0 ? 1 : 0
    default: x
    }
  }
}

extension BinaryFunction {
  /// The function of two real numbers, of those that give one.
  func callAsFunction(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .maximum: b > a ? b : a
    case .minimum: b < a ? b : a
    case .power: pow(a, b)
    case .squaredDifference: (a - b) * (a - b)
    case .floorDivide: (a / b).rounded(.down)
    case .floorModulo: flooredRemainder(a, b)
    case .prelu: a < 0 ? a * b : a
    default: holds(a, b) ? 1 : 0
    }
  }

  /// Tells whether two real numbers are as a predicate says.
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    default: false
    }
  }

  /// The function of two integers or truth values. Nothing traps: sums wrap round, x / 0 is 0.
  func callAsFunction(_ a: Int64, _ b: Int64) -> Int64 {
    switch self {
    case .add: return a &+ b
    case .subtract: return a &- b
    case .multiply: return a &* b
    case .divide: return b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
    case .maximum: return max(a, b)
    case .minimum: return min(a, b)
    case .power: return wrappingPower(a, b)
    case .squaredDifference: return (a &- b) &* (a &- b)
    case .floorDivide:
      guard b != 0 else { return 0 }
      let quotient = a.dividedReportingOverflow(by: b).partialValue
      return a &- quotient &* b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
    case .floorModulo:
      guard b != 0 else { return 0 }
      let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
      return rest != 0 && (rest < 0) != (b < 0) ? rest &+ b : rest
    case .prelu: return a < 0 ? a &* b : a
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .and: return a & b
    case .or: return a | b
    }
  }
}

/// The remainder of a division, with the divisor's sign.
private func flooredRemainder(_ a: Double, _ b: Double) -> Double {
  let rest = fmod(a, b)
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
}

/// Powers by squaring, modulo 2^64; of negative exponents the whole part.
private func wrappingPower(_ base: Int64, _ exponent: Int64) -> Int64 {
  guard exponent >= 0 else {
    return base == 1 ? 1 : base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0
  }
  var (result, square, left) = (Int64(1), base, exponent)
  while left > 0 {
    if left & 1 == 1 { result = result &* square }
    square = square &* square
    left >>= 1
  }
  return result
}
