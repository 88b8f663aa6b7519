import Glibc
import KernelInterface

extension Reference {
  /// `ElementActivation` of one number. A NaN stays one.
  public static func activate(_ x: Double, _ activation: ElementActivation) -> Double {
    switch activation.kind {
    case .identity: x
    case .clamp: clamp(x, activation.lower, activation.upper)
    case .hardSwish: x * clamp(x / 6 + 0.5, 0, 1)
    case .logistic: 1 / (1 + exp(-x))
    }
  }

  /// min(max(x, lower), upper). A NaN stays one.
  static func clamp(_ x: Double, _ lower: Float, _ upper: Float) -> Double {
    let raised = x < Double(lower) ? Double(lower) : x
    return raised > Double(upper) ? Double(upper) : raised
  }

  /// Computes what follows a sum: the activation, then the residual if there is one, then its
  /// limits.
  static func finish(
    _ sum: Double, _ activation: ElementActivation, residual: Float?, _ lower: Float,
    _ upper: Float
  ) -> Float {
    let activated = activate(sum, activation)
    guard let residual else { return Float(activated) }
    return Float(clamp(activated + Double(residual), lower, upper))
  }
}
