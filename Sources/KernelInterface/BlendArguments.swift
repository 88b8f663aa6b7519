/// A run of pixels of a frame put on a background, as the browser demo does it.
///
/// With m = mask, t = (m - lower) * slope in 0...1, a = t^2 (3 - 2t), or t where that is linear:
/// L = wrapStrength * wrapShare * wrap / 255, or without wrapShares
/// L = wrapStrength * (1 - max(0, m - wrapStart) * wrapSlope) * wrap / 255,
/// F = frame + L * (255 - frame) (screen) or frame + 255 * L (linear dodge),
/// out = F * a + background * (1 - a), limited to 0...255 and rounded, alpha 255.
/// Colors are bytes, gamma-encoded as they came.
public struct BlendArguments {
  /// `[count]` RGBA8 pixels.
  public var frame: UnsafePointer<UInt32>
  /// `[count]` RGBA8 pixels.
  public var background: UnsafePointer<UInt32>
  /// `[count]` RGBA8 pixels whose light falls on the person.
  public var wrap: UnsafePointer<UInt32>
  /// `[count]` person coverage in 0...255.
  public var mask: UnsafePointer<Float>
  /// `[count]` shares of the light in 0...1, or nil where it fades by the mask.
  public var wrapShares: UnsafePointer<Float>?
  /// `[count]` RGBA8 pixels.
  public var output: UnsafeMutablePointer<UInt32>
  /// Pixels.
  public var count: Int
  /// The mask value from which the person shows, 0...255.
  public var lower: Float
  /// 1 over the width of the transition in mask values.
  public var slope: Float
  /// The mask value from which the light wrap fades, 0...255.
  public var wrapStart: Float
  /// 1 over the mask values that it fades within; 0: it never fades.
  public var wrapSlope: Float
  /// 0...1
  public var wrapStrength: Float
  /// Whether a is t.
  public var isLinear: Bool

  /// Arguments of one call.
  @inlinable
  public init(
    frame: UnsafePointer<UInt32>, background: UnsafePointer<UInt32>, wrap: UnsafePointer<UInt32>,
    mask: UnsafePointer<Float>, wrapShares: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<UInt32>, count: Int, lower: Float, slope: Float, wrapStart: Float,
    wrapSlope: Float, wrapStrength: Float, isLinear: Bool
  ) {
    self.frame = frame
    self.background = background
    self.wrap = wrap
    self.mask = mask
    self.wrapShares = wrapShares
    self.output = output
    self.count = count
    self.lower = lower
    self.slope = slope
    self.wrapStart = wrapStart
    self.wrapSlope = wrapSlope
    self.wrapStrength = wrapStrength
    self.isLinear = isLinear
  }
}

extension KernelFamily where Arguments == BlendArguments {
  /// A frame on a background.
  public static func blend(_ operation: BlendOperation) -> KernelFamily {
    KernelFamily("blend \(operation.rawValue)")
  }
}

/// Operation of a blend kernel.
public enum BlendOperation: String, Sendable, CaseIterable {
  /// light wrap by 1 - (1 - F)(1 - L)
  case screen
  /// light wrap by F + L
  case linearDodge
  /// the frame's own colors with alpha = 255 a, black where that is rounded to 0; background and wrap are
  /// not read
  case cutOut
}
