/// Sums of pixels along columns, as rows of RGBA8 pixels come in.
///
/// sums[0, i] (+)= red + blue << 16; sums[1, i] (+)= green. Whole for up to 257 rows.
public struct PixelSumsArguments {
  /// The most rows of a sum.
  public static let largestRowCount = 257

  /// `[count]`, red in the low byte.
  public var pixels: UnsafePointer<UInt32>
  /// `[2, count]`.
  public var sums: UnsafeMutablePointer<UInt32>
  /// Elements between the two.
  public var sumStride: Int
  /// Whether the sums begin with these pixels.
  public var isFirst: Bool
  /// Pixels.
  public var count: Int

  /// Arguments of one call.
  public init(
    pixels: UnsafePointer<UInt32>, sums: UnsafeMutablePointer<UInt32>, sumStride: Int,
    isFirst: Bool, count: Int
  ) {
    self.pixels = pixels
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

/// Means of blocks of pixels, from their sums along columns.
///
/// means[c, i] = the sum of channel c over pixels factor * i ..< factor * (i + 1) / their number - center;
/// the last block may have fewer columns.
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
  /// `[3, ceil(count / factor)]`: red, green, blue.
  public var means: UnsafeMutablePointer<Float>
  /// Elements between channels.
  public var meanStride: Int

  /// Arguments of one call.
  public init(
    sums: UnsafePointer<UInt32>, sumStride: Int, count: Int, factor: Int, rowCount: Int,
    center: Float, means: UnsafeMutablePointer<Float>, meanStride: Int
  ) {
    self.sums = sums
    self.sumStride = sumStride
    self.count = count
    self.factor = factor
    self.rowCount = rowCount
    self.center = center
    self.means = means
    self.meanStride = meanStride
  }
}

extension KernelFamily where Arguments == PixelMeansArguments {
  /// Means of blocks of pixels.
  public static var pixelMeans: KernelFamily { KernelFamily("pixel means") }
}
