import KernelInterface
import Platform

/// Scale at which a blur reaches its radius: the size that the rounds work at, and the weights of
/// their taps.
struct BackgroundBlurScale {
  /// Strengths: two standard deviations in per cent of the height.
  static let strengths = 0.0...20.0
  /// Rounds of a vertical and a horizontal pass.
  static let roundCount = 3

  /// Number of times that the frame is halved by means before the rounds; 0: the demo's way, which
  /// takes every second pixel and no means.
  let level: Int
  /// The weight of the center and of the taps 1 to 4 away, in 1/65536. The center and twice the others
  /// add up to 65536.
  let weights: [UInt16]

  /// The browser demo's weights: the middle of row 12 of Pascal's triangle.
  static let demoWeights: [Double] = [
    0.2270270270, 0.1945945946, 0.1216216216, 0.0540540541, 0.0162162162,
  ]

  /// - Parameters:
  ///   - strength: two standard deviations in per cent of the height, 0...20; nil: the demo's filter.
  ///   - height: rows of the frame.
  init(strength: Double?, height: Int) {
    guard let strength else {
      level = 0
      weights = Self.wholeWeights(Self.demoWeights)
      return
    }
    precondition(
      Self.strengths.contains(strength), "strength: expected 0...20, found \(strength)")
    let deviation = strength / 200 * Double(height)
    // The widest filter that nine taps hold well is the demo's.
    let largestVariance = Self.variance(Self.demoWeights)
    var level = 1
    while Self.tapVariance(deviation, level: level) > largestVariance { level += 1 }
    self.level = level
    weights = Self.wholeWeights(Self.gaussian(variance: Self.tapVariance(deviation, level: level)))
  }

  /// The variance, in pixels of the level, that each round must add for a standard deviation of the
  /// whole. Variances of filters that follow each other add up: those of the means of 2^level pixels,
  /// of the rounds, and of the enlargements by 2, each of which puts 3/4 of a pixel a quarter away from
  /// it and 1/4 three quarters away.
  private static func tapVariance(_ deviation: Double, level: Int) -> Double {
    let area = Double(1 << (2 * level))
    let enlargements = (1...level).reduce(0.0) { $0 + 3.0 / 16 * Double(1 << (2 * $1)) }
    let means = (area - 1) / 12
    return max(0, deviation * deviation - means - enlargements) / (Double(roundCount) * area)
  }

  private static func variance(_ weights: [Double]) -> Double {
    weights.enumerated().reduce(0) { $0 + 2 * Double($1.offset * $1.offset) * $1.element }
  }

  /// Nine samples of a Gaussian bell, as wide as gives the variance.
  private static func gaussian(variance: Double) -> [Double] {
    func weights(_ parameter: Double) -> [Double] {
      let values = (0...4).map { exp(-Double($0 * $0) / (2 * parameter)) }
      let sum = 2 * values.reduce(0, +) - values[0]
      return values.map { $0 / sum }
    }
    var (narrow, wide) = (0.01, 20.0)
    for _ in 0..<60 {
      let middle = (narrow + wide) / 2
      if self.variance(weights(middle)) < variance { narrow = middle } else { wide = middle }
    }
    return weights(narrow)
  }

  /// Weights in 1/65536. The center takes what rounding leaves, but at most what 16 bits hold.
  private static func wholeWeights(_ weights: [Double]) -> [UInt16] {
    let sides = weights.dropFirst().map { ($0 * 65536).rounded() }
    return [UInt16(min(65535, 65536 - 2 * sides.reduce(0, +)))] + sides.map { UInt16($0) }
  }
}
