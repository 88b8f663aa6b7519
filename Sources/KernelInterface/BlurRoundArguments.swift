/// One round of the masked blur, a vertical and then a horizontal pass of 9 taps, for a few rows of the
/// three color planes.
///
/// Each pass, for every value: out = sum over k of weight[k] * kept[k] + missing * color, rounded to a
/// whole 1/255. `kept` is a tap's color times the share of it that is kept (the person is left out),
/// `missing` is 1 - the sum of weight * keep: what the person takes away comes from the value's own
/// color. Source: the background blur of Volcomix/virtual-background, a Gaussian filter.
///
/// Values are 16 bits: a color byte c stands as 128 * c + 67 (the half that rounds, and what the
/// products lose); shares stand in 1/65535; `kept` is the high half of their product, so without a
/// person color - 1.
///
/// Rows live in rings: row `slots[i]` of a ring is `i - 4` rows below the first row to compute. A row of
/// a color ring is three planes, `planeStride` apart, a row of a share ring is one. Each has
/// `groupCount * BlurGroup.width` values and `BlurGroup.margin` more on both sides.
public struct BlurRoundArguments {
  /// `[rowCount + 8]`: rows of the rings, from 4 above the first row to 4 below the last.
  public var slots: UnsafePointer<Int>
  /// Color ring: kept colors.
  public var kept: UnsafePointer<UInt16>
  /// Color ring: colors; read in mixed groups only.
  public var colors: UnsafePointer<UInt16>
  /// Share ring: how much of a pixel is kept. As the next two, read in mixed groups only.
  public var keep: UnsafePointer<UInt16>
  /// Share ring: what the vertical pass misses.
  public var missingVertically: UnsafePointer<UInt16>
  /// Share ring: what the horizontal pass misses.
  public var missingHorizontally: UnsafePointer<UInt16>
  /// Ring of `kindStride` bytes a row: a `BlurGroup` for each group.
  public var kinds: UnsafePointer<UInt8>
  /// Bytes between rows of `kinds`.
  public var kindStride: Int
  /// Color ring: the round's colors; written in mixed groups only.
  public var outputColors: UnsafeMutablePointer<UInt16>
  /// Color ring: the round's kept colors; not written in groups of the person only, but 0.
  public var outputKept: UnsafeMutablePointer<UInt16>
  /// The last round: `[rowCount, pixelStride]` RGBA pixels instead of kept colors, with alpha 255,
  /// written but for groups of the person only; nil in other rounds.
  public var pixels: UnsafeMutablePointer<UInt32>?
  /// Pixels between rows of `pixels`.
  public var pixelStride: Int
  /// Scratch: one plane's row with margins; behind a call the vertical pass of the last row's last
  /// plane: in mixed groups, its colors.
  public var columnColors: UnsafeMutablePointer<UInt16>
  /// Scratch: as `columnColors`, its kept colors.
  public var columnKept: UnsafeMutablePointer<UInt16>
  /// `[5, BlurGroup.width]`: the weight of the center and of the taps 1 to 4 away, each repeated, in
  /// 1/65536. The center and twice the others add up to 65536.
  public var weights: UnsafePointer<UInt16>
  /// Values between the planes of a row, and between the rows of a share ring.
  public var planeStride: Int
  /// Pixels a row.
  public var width: Int
  /// Groups a row.
  public var groupCount: Int
  /// Rows to compute.
  public var rowCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    slots: UnsafePointer<Int>, kept: UnsafePointer<UInt16>, colors: UnsafePointer<UInt16>,
    keep: UnsafePointer<UInt16>, missingVertically: UnsafePointer<UInt16>,
    missingHorizontally: UnsafePointer<UInt16>, kinds: UnsafePointer<UInt8>, kindStride: Int,
    outputColors: UnsafeMutablePointer<UInt16>, outputKept: UnsafeMutablePointer<UInt16>,
    pixels: UnsafeMutablePointer<UInt32>?, pixelStride: Int,
    columnColors: UnsafeMutablePointer<UInt16>, columnKept: UnsafeMutablePointer<UInt16>,
    weights: UnsafePointer<UInt16>, planeStride: Int, width: Int,
    groupCount: Int, rowCount: Int
  ) {
    self.slots = slots
    self.kept = kept
    self.colors = colors
    self.keep = keep
    self.missingVertically = missingVertically
    self.missingHorizontally = missingHorizontally
    self.kinds = kinds
    self.kindStride = kindStride
    self.outputColors = outputColors
    self.outputKept = outputKept
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.columnColors = columnColors
    self.columnKept = columnKept
    self.weights = weights
    self.planeStride = planeStride
    self.width = width
    self.groupCount = groupCount
    self.rowCount = rowCount
  }
}

extension KernelFamily where Arguments == BlurRoundArguments {
  /// A round of a masked blur.
  public static var blurRound: KernelFamily { KernelFamily("blur round") }
}
