/// Sums of pixels along columns, as rows of RGBA8 pixels come in, up to four a call.
///
/// sums[0, i] (+)= red + blue << 16 of each row; sums[1, i] (+)= green. Whole for up to 257 rows.
public struct PixelSumsArguments {
  /// The most rows of a sum.
  public static let largestRowCount = 257
  /// The most rows of a call.
  public static let callRowCount = 4

  /// `[rowCount, count]`, red in the low byte; what is behind `rowCount` is not looked at.
  public var rows: InlineArray<4, UnsafePointer<UInt32>>
  /// Rows, 1...4.
  public var rowCount: Int
  /// `[2, count]`.
  public var sums: UnsafeMutablePointer<UInt32>
  /// Elements between the two.
  public var sumStride: Int
  /// Whether the sums begin with these pixels.
  public var isFirst: Bool
  /// Pixels a row.
  public var count: Int

  /// Arguments of one call.
  public init(
    rows: InlineArray<4, UnsafePointer<UInt32>>, rowCount: Int, sums: UnsafeMutablePointer<UInt32>,
    sumStride: Int, isFirst: Bool, count: Int
  ) {
    self.rows = rows
    self.rowCount = rowCount
    self.sums = sums
    self.sumStride = sumStride
    self.isFirst = isFirst
    self.count = count
  }
}

extension KernelFamily where Arguments == PixelSumsArguments {
  /// Sums of pixels along columns.
  public static var pixelSums: KernelFamily { KernelFamily("pixel sums") }
}

/// Means of blocks of pixels, from their sums along columns: of blocks 0, 2, 4 ... and of blocks 1, 3, 5 ... apart.
///
/// means[b & 1, c, b / 2] = the sum of channel c over pixels factor * b ..< factor * (b + 1) / their number -
/// center; the last block may have fewer columns. A last block without another comes twice.
public struct PixelMeansArguments {
  /// `[2, count]`: see `PixelSumsArguments`.
  public var sums: UnsafePointer<UInt32>
  /// Elements between the two.
  public var sumStride: Int
  /// Columns of pixels.
  public var count: Int
  /// Columns of a block, 1...256.
  public var factor: Int
  /// Rows that were summed.
  public var rowCount: Int
  /// Level that means are taken from.
  public var center: Float
  /// Scratch, `[3, blocks + 1]`, blocks = ceil(count / factor).
  public var blocks: UnsafeMutablePointer<UInt32>
  /// Elements between the scratch's rows.
  public var blockStride: Int
  /// `[2, 3, ceil(blocks / 2)]`: red, green, blue.
  public var means: UnsafeMutablePointer<Float>
  /// Elements between channels.
  public var meanStride: Int

  /// Arguments of one call.
  public init(
    sums: UnsafePointer<UInt32>, sumStride: Int, count: Int, factor: Int, rowCount: Int,
    center: Float, blocks: UnsafeMutablePointer<UInt32>, blockStride: Int,
    means: UnsafeMutablePointer<Float>, meanStride: Int
  ) {
    self.sums = sums
    self.sumStride = sumStride
    self.count = count
    self.factor = factor
    self.rowCount = rowCount
    self.center = center
    self.blocks = blocks
    self.blockStride = blockStride
    self.means = means
    self.meanStride = meanStride
  }
}

extension KernelFamily where Arguments == PixelMeansArguments {
  /// Means of blocks of pixels.
  public static var pixelMeans: KernelFamily { KernelFamily("pixel means") }
}
