/// Shares that the passes of the masked blur miss in one row, which all rounds share, and what kind
/// each of the row's groups is.
///
/// missing[x] = 1 - sum over k of weight[k] * keep[k], down the column and along the row, in 1/65536.
/// Groups of the person only never change: their pixels are written here.
public struct BlurSharesArguments {
  /// `[9]`: rows of the rings, from 4 above the row to 4 below it.
  public var slots: UnsafePointer<Int>
  /// Share ring: how much of a pixel is kept, in 1/65535; see `BlurRoundArguments`.
  public var keep: UnsafePointer<UInt16>
  /// Ring of `kindStride` bytes a row: what each row alone says of a group and 4 pixels on both sides.
  public var rowKinds: UnsafePointer<UInt8>
  /// Color ring: the colors of the picture.
  public var colors: UnsafePointer<UInt16>
  /// Share ring: what the vertical pass misses; written in mixed groups only.
  public var missingVertically: UnsafeMutablePointer<UInt16>
  /// Share ring: what the horizontal pass misses; written in mixed groups only.
  public var missingHorizontally: UnsafeMutablePointer<UInt16>
  /// As `rowKinds`: what the group is, of all that a filter in it reaches.
  public var kinds: UnsafeMutablePointer<UInt8>
  /// Bytes between rows of both.
  public var kindStride: Int
  /// The row of the blurred picture: RGBA, written in groups of the person only, alpha 255.
  public var pixels: UnsafeMutablePointer<UInt32>
  /// `[5, BlurGroup.width]`, as in `BlurRoundArguments`.
  public var weights: UnsafePointer<UInt16>
  /// Values between the planes of a row of colors, and between the rows of a share ring.
  public var planeStride: Int
  /// Groups a row.
  public var groupCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    slots: UnsafePointer<Int>, keep: UnsafePointer<UInt16>, rowKinds: UnsafePointer<UInt8>,
    colors: UnsafePointer<UInt16>, missingVertically: UnsafeMutablePointer<UInt16>,
    missingHorizontally: UnsafeMutablePointer<UInt16>, kinds: UnsafeMutablePointer<UInt8>,
    kindStride: Int, pixels: UnsafeMutablePointer<UInt32>,
    weights: UnsafePointer<UInt16>, planeStride: Int, groupCount: Int
  ) {
    self.slots = slots
    self.keep = keep
    self.rowKinds = rowKinds
    self.colors = colors
    self.missingVertically = missingVertically
    self.missingHorizontally = missingHorizontally
    self.kinds = kinds
    self.kindStride = kindStride
    self.pixels = pixels
    self.weights = weights
    self.planeStride = planeStride
    self.groupCount = groupCount
  }
}

extension KernelFamily where Arguments == BlurSharesArguments {
  /// Shares that a row's passes of a masked blur miss.
  public static var blurShares: KernelFamily { KernelFamily("blur shares") }
}
