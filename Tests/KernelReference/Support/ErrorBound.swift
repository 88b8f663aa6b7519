import KernelInterface

/// Bound of how far a kernel may be from the reference. u = 2^-24 is the rounding of one operation.
///
/// A sum of n products and a bias passes each term through at most n + 1 roundings, in any order,
/// fused or not: it is off by at most (n + 1) u M, M being the sum of the terms' absolute values
/// (Higham 2002, section 4.2). An activation multiplies that by its steepest slope and adds its own
/// roundings; adding a residual, and the reference's conversion to Float, round once each. 1 in 1,000
/// is added for the products of roundings that the first-order bound leaves out.
struct ErrorBound {
  static let unit = 0x1p-24

  /// Products a sum.
  var productCount: Int
  var activation: ElementActivation
  var hasResidual: Bool

  private var slope: Double {
    switch activation.kind {
    case .identity, .clamp: 1
    case .hardSwish: 1.5
    case .logistic: 0.25
    }
  }

  /// Hard swish: gate to 1.5 u, times |x| <= 3, and the product's rounding of at most 3: 7.5 u.
  /// Logistic: exp to 8 u, of which a quarter remains, and two roundings: 4 u; beyond |x| = 87 it
  /// stands still at 2e-38.
  private var own: Double {
    switch activation.kind {
    case .identity, .clamp: 0
    case .hardSwish: 7.5 * Self.unit
    case .logistic: 4 * Self.unit + 2e-38
    }
  }

  /// The bound for a sum of terms of `magnitude` in all, and a residual.
  func callAsFunction(magnitude: Double, residual: Double) -> Double {
    let sum = Double(productCount + 1) * Self.unit * magnitude
    let result = activation.kind == .logistic ? 1 : magnitude
    let roundings = hasResidual ? 2 * (result + residual) : result
    return 1.001 * (slope * sum + own + roundings * Self.unit)
  }
}
