import KernelInterface

/// Meaning of a mask value of 0...255 for blending: the numbers that kernels take, and the values
/// for which nothing is left to compute.
struct BlendRule: Sendable, Equatable {
  /// See `BlendArguments`.
  let lower, slope, wrapStart, wrapSlope, wrapStrength: Float
  /// Whether the frame's share rises in a straight line between the limits, and not by a smooth step.
  let isLinear: Bool
  /// Up to this value only the background shows.
  let backgroundLimit: Int
  /// From this value on only the frame shows, as it is; 256: never.
  private(set) var frameLimit: Int

  /// The rule of a coverage and a light wrap.
  ///
  /// Where both limits of the coverage are 1 light wrap never fades, where the demo divides zero by
  /// zero and shows black.
  ///
  /// - Parameter wrapsByBand: whether the light falls where `LightWrapBand` says: values then do not tell where
  ///   the frame alone shows, unless whoever filters knows the band.
  init(
    coverage: ClosedRange<Float>, isLinear: Bool = false, lightWrap: Float,
    wrapsByBand: Bool = false, knowsBand: Bool = false
  ) {
    self.isLinear = isLinear
    if coverage.lowerBound == coverage.upperBound {
      // Half a value below the first that shows: nothing lies within the slope.
      let first = (0...256).first { Float($0) / 255 > coverage.lowerBound } ?? 256
      lower = Float(first) - 0.5
      slope = 0x1p20
    } else {
      lower = coverage.lowerBound * 255
      slope = 1 / ((coverage.upperBound - coverage.lowerBound) * 255)
    }
    wrapStart = coverage.upperBound * 255
    wrapSlope = coverage.upperBound < 1 ? 1 / (255 - wrapStart) : 0
    wrapStrength = lightWrap
    backgroundLimit = Int(lower.rounded(.down))
    frameLimit = 256
    guard !wrapsByBand || knowsBand || lightWrap == 0 else { return }
    while frameLimit > 0 && isFrame(frameLimit - 1, isLit: !wrapsByBand) { frameLimit -= 1 }
  }

  /// The share of the frame, 0...1.
  func share(_ mask: Float) -> Float {
    let t = min(max((mask - lower) * slope, 0), 1)
    return isLinear ? t : t * t * (3 - 2 * t)
  }

  /// Tells whether blending gives the frame's own byte: what rounding takes for none is none.
  private func isFrame(_ value: Int, isLit: Bool) -> Bool {
    let mask = Float(value)
    let light = isLit ? wrapStrength * (1 - max(0, mask - wrapStart) * wrapSlope) : 0
    return share(mask) > 1 - 1e-6 && light < 1e-6
  }

  /// Returns what is left to compute of a window whose mask values lie within these limits.
  @inline(__always)
  func work(least: UInt8, largest: UInt8) -> Work {
    if Int(largest) <= backgroundLimit { return .background }
    if Int(least) >= frameLimit { return .frame }
    return least == largest ? .constant : .filter
  }

  /// Ways to get from a mask to pixels, the cheapest first.
  enum Work: UInt8 {
    /// Copy the background.
    case background
    /// Copy the frame.
    case frame
    /// Blend with a mask that no filter would change.
    case constant
    /// Filter and blend.
    case filter
  }
}
