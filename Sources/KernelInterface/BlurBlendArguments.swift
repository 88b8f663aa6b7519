/// One row of a picture enlarged by two in both directions, bilinear, and the frame blended over it.
///
/// background[x] = mix(mix(near, far, 1/4), across, 1/4): pixel 2i lies a quarter of a small pixel before
/// the center of small pixel i, pixel 2i + 1 a quarter behind it. out = background * (1 - a) + frame * a,
/// a = smoothstep(lower, upper, mask / 255), or the same linearly, or 1 above `lower` and else 0 when both are equal; rounded
/// to the nearest, alpha 255. Without a frame, a is 0. The output may be the frame.
public struct BlurBlendArguments {
  /// The small picture's row nearer to the output row. RGBA, alpha 255; as `far`, with one pixel more
  /// before it and at least `BlurGroup.margin` behind it, of which the first is used.
  public var near: UnsafePointer<UInt32>
  /// Its neighbor on the other side of the output row; the same row at the picture's ends.
  public var far: UnsafePointer<UInt32>
  /// `[width]` RGBA; nil: the enlarged picture alone.
  public var frame: UnsafePointer<UInt32>?
  /// `[width]`, 0 ... 255; nil exactly where `frame` is.
  public var mask: UnsafePointer<UInt8>?
  /// `[width]` RGBA, red in the low byte.
  public var output: UnsafeMutablePointer<UInt32>
  /// Scratch: twice `mixStride` words.
  public var mixes: UnsafeMutablePointer<UInt32>
  /// At least `width / 2 + 2 * BlurGroup.margin`.
  public var mixStride: Int
  /// Output pixels, at least 1.
  public var width: Int
  /// Mask values (of 1) up to which nothing of the frame is seen.
  public var lower: Float
  /// Mask values (of 1) from which nothing of the background is seen.
  public var upper: Float
  /// Whether a grows linearly between the two.
  public var isLinear: Bool
  /// The largest mask byte for which a is 0; -1 for none.
  public var lastClear: Int
  /// The smallest mask byte for which a is 1; 256 for none.
  public var firstOpaque: Int

  /// Arguments of one call.
  @inlinable
  public init(
    near: UnsafePointer<UInt32>, far: UnsafePointer<UInt32>, frame: UnsafePointer<UInt32>?,
    mask: UnsafePointer<UInt8>?, output: UnsafeMutablePointer<UInt32>,
    mixes: UnsafeMutablePointer<UInt32>, mixStride: Int, width: Int, lower: Float, upper: Float,
    isLinear: Bool, lastClear: Int, firstOpaque: Int
  ) {
    self.near = near
    self.far = far
    self.frame = frame
    self.mask = mask
    self.output = output
    self.mixes = mixes
    self.mixStride = mixStride
    self.width = width
    self.lower = lower
    self.upper = upper
    self.isLinear = isLinear
    self.lastClear = lastClear
    self.firstOpaque = firstOpaque
  }
}

extension KernelFamily where Arguments == BlurBlendArguments {
  /// One row enlarged by two, a frame blended over it.
  public static var blurBlend: KernelFamily { KernelFamily("blur blend") }
}
