/// One row of a picture and its mask at half the size: means of 2 x 2 pixels, the person left out.
///
/// color = sum of keep * color / sum of keep over the four, keep = 255 - mask; the plain mean where the
/// person covers all four. mask = 255 - the mean of keep. Rounded to the nearest; alpha 255.
public struct BlurShrinkArguments {
  /// The upper of two rows: RGBA, red in the low byte, at least 2 * `width` pixels.
  public var top: UnsafePointer<UInt32>
  /// The lower.
  public var bottom: UnsafePointer<UInt32>
  /// The upper row's mask, 0 (background) ... 255 (person).
  public var topMask: UnsafePointer<UInt8>
  /// The lower row's.
  public var bottomMask: UnsafePointer<UInt8>
  /// `[width]` RGBA.
  public var output: UnsafeMutablePointer<UInt32>
  /// `[width]`.
  public var outputMask: UnsafeMutablePointer<UInt8>
  /// Output pixels.
  public var width: Int

  /// Arguments of one call.
  @inlinable
  public init(
    top: UnsafePointer<UInt32>, bottom: UnsafePointer<UInt32>, topMask: UnsafePointer<UInt8>,
    bottomMask: UnsafePointer<UInt8>, output: UnsafeMutablePointer<UInt32>,
    outputMask: UnsafeMutablePointer<UInt8>, width: Int
  ) {
    self.top = top
    self.bottom = bottom
    self.topMask = topMask
    self.bottomMask = bottomMask
    self.output = output
    self.outputMask = outputMask
    self.width = width
  }
}

extension KernelFamily where Arguments == BlurShrinkArguments {
  /// One row of a picture halved, a person left out.
  public static var blurShrink: KernelFamily { KernelFamily("blur shrink") }
}
