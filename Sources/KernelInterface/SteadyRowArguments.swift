/// Values of a row of pixels drawn to those of the frame before, where little moves.
///
/// With gain = upper[i] + share * (lower[i] - upper[i]) and d = previous[i] - values[i]:
/// values[i] += (1 - gain) * d * ((reach - |d|) / (reach - trust) limited to 0...1), rounded to the nearest whole level, but
/// for values of 0, which stay; previous[i] = the new value.
public struct SteadyRowArguments {
  /// `[count]`, whole levels, 0...255; replaced.
  public var values: UnsafeMutablePointer<Float>
  /// `[count]`, replaced.
  public var previous: UnsafeMutablePointer<UInt8>
  /// `[count]`: the share of the frame's own values above, 0...1.
  public var upper: UnsafePointer<Float>
  /// `[count]`: the same below.
  public var lower: UnsafePointer<Float>
  /// Distance of the pixels below the upper row, 0...1.
  public var share: Float
  /// The difference up to which values are drawn by all that the gain leaves.
  public var trust: Float
  /// The difference from which on values stay as they are, over `trust`.
  public var reach: Float
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  public init(
    values: UnsafeMutablePointer<Float>, previous: UnsafeMutablePointer<UInt8>,
    upper: UnsafePointer<Float>, lower: UnsafePointer<Float>, share: Float, trust: Float,
    reach: Float, count: Int
  ) {
    self.values = values
    self.previous = previous
    self.upper = upper
    self.lower = lower
    self.share = share
    self.trust = trust
    self.reach = reach
    self.count = count
  }
}

extension KernelFamily where Arguments == SteadyRowArguments {
  /// Values of a row drawn to those of the frame before.
  public static var steadyRow: KernelFamily { KernelFamily("steady row") }
}
