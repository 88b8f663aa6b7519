import KernelInterface
import TestSupport

/// Values that the checks share.
enum CheckValues {
  static let activations = [
    ElementActivation(.identity), ElementActivation(.clamp, lower: 0, upper: 6),
    ElementActivation(.clamp, lower: 0), ElementActivation(.hardSwish),
    ElementActivation(.logistic),
  ]

  /// Numbers that reach every branch of the activations.
  static func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -2..<2, using: &generator) }
  }

  /// Every third number is one that needs care.
  static func special(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    let special: [Float] = [
      .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude,
      Float(bitPattern: 0x7fc0_1235),
    ]
    return (0..<count).map { index in
      index % 3 == 0
        ? special[Int.random(in: 0..<special.count, using: &generator)]
        : Float.random(in: -10..<10, using: &generator)
    }
  }
}

/// Residual that is added behind an activation.
enum ResidualCase: CaseIterable {
  case none, unlimited, limited

  var limits: (lower: Float, upper: Float) {
    self == .limited ? (-0.5, 1.25) : (-.infinity, .infinity)
  }
}
