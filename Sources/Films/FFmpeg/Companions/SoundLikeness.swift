/// Likeness of two recordings.
enum SoundLikeness {
  /// Samples a second that recordings are compared at.
  static let rate = 4000

  /// The greatest correlation, 0 ... 1, of two recordings of 16-bit samples that may begin up to 150 ms
  /// apart, as encoders put samples in front; 0 for different lengths, 1 for two of silence.
  static func correlation(_ a: [Int16], _ b: [Int16]) -> Double {
    let reach = rate * 150 / 1000
    let length = min(a.count, b.count) - 2 * reach
    guard length > 0, abs(a.count - b.count) <= 2 * reach else { return a == b ? 1 : 0 }
    let core = a[reach..<reach + length].map { Double($0) }
    let power = core.reduce(0) { $0 + $1 * $1 }
    if power == 0 { return b.allSatisfy { $0 == 0 } ? 1 : 0 }
    var best = 0.0
    for lag in 0...2 * reach {
      var (product, otherPower) = (0.0, 0.0)
      for index in 0..<length {
        let sample = Double(b[lag + index])
        product += core[index] * sample
        otherPower += sample * sample
      }
      if otherPower > 0 { best = max(best, product / (power * otherPower).squareRoot()) }
    }
    return best
  }
}
