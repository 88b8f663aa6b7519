/// One row of the picture that the masked blur starts from, in the blur's 16-bit values: colors, the
/// share of each pixel that is kept, and their products. See `BlurRoundArguments` for the values.
///
/// color[c, x] = 128 * pixels[x * pixelStep][c] + 67; keep[x] = 257 * (255 - mask[x * pixelStep]);
/// kept[c, x] = color * keep / 65536, rounded down.
public struct BlurSourceArguments {
  /// RGBA pixels, red in the low byte; the first and then every `pixelStep`-th is read.
  public var pixels: UnsafePointer<UInt32>
  /// One byte a pixel, 0 (background) ... 255 (person), read at the same places; with a step of 2 the
  /// byte before each is read too.
  public var mask: UnsafePointer<UInt8>
  /// 1 or 2.
  public var pixelStep: Int
  /// Three planes of `groupCount * BlurGroup.width` values, `planeStride` apart; those past `width`
  /// are undefined.
  public var colors: UnsafeMutablePointer<UInt16>
  /// As `colors`.
  public var kept: UnsafeMutablePointer<UInt16>
  /// One such plane. The row's ends are repeated: 4 values before it, and behind it up to 4 past the
  /// last group.
  public var keep: UnsafeMutablePointer<UInt16>
  /// `[groupCount]`: what the group and 4 pixels on both sides of it hold; see `BlurGroup`.
  public var kinds: UnsafeMutablePointer<UInt8>
  /// Values between planes.
  public var planeStride: Int
  /// Pixels to read, at least 1.
  public var width: Int
  /// `width` in groups, rounded up.
  public var groupCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    pixels: UnsafePointer<UInt32>, mask: UnsafePointer<UInt8>, pixelStep: Int,
    colors: UnsafeMutablePointer<UInt16>, kept: UnsafeMutablePointer<UInt16>,
    keep: UnsafeMutablePointer<UInt16>, kinds: UnsafeMutablePointer<UInt8>, planeStride: Int,
    width: Int, groupCount: Int
  ) {
    self.pixels = pixels
    self.mask = mask
    self.pixelStep = pixelStep
    self.colors = colors
    self.kept = kept
    self.keep = keep
    self.kinds = kinds
    self.planeStride = planeStride
    self.width = width
    self.groupCount = groupCount
  }
}

extension KernelFamily where Arguments == BlurSourceArguments {
  /// One row of the picture that a masked blur starts from.
  public static var blurSource: KernelFamily { KernelFamily("blur source") }
}
