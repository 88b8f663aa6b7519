import CVideo4Linux

/// The time from one frame to the next, as a fraction of seconds.
struct FrameInterval: Hashable, Sendable {
  let numerator: UInt32
  let denominator: UInt32

  /// A driver's fraction; nil when it is none.
  init?(_ fraction: v4l2_fract) {
    guard fraction.numerator > 0, fraction.denominator > 0 else { return nil }
    numerator = fraction.numerator
    denominator = fraction.denominator
  }

  /// The interval of a rate: exact for whole rates and for those of television (30000/1001).
  init(framesPerSecond rate: Double) {
    let rate = min(max(rate, 0.001), 1_000_000)
    let ofTelevision = rate * 1.001
    if abs(rate.rounded() - rate) < 1e-6 {
      (numerator, denominator) = (1, UInt32(rate.rounded()))
    } else if abs(ofTelevision.rounded() - ofTelevision) < 1e-3, rate > 1 {
      (numerator, denominator) = (1001, UInt32(ofTelevision.rounded()) * 1000)
    } else {
      (numerator, denominator) = (1000, UInt32((rate * 1000).rounded()))
    }
  }

  /// Frames a second.
  var framesPerSecond: Double { Double(denominator) / Double(numerator) }

  /// For the driver.
  var fraction: v4l2_fract { v4l2_fract(numerator: numerator, denominator: denominator) }
}
