/// Rows of a lens blur: sums over a disc from running sums of rows, divided and encoded.
///
/// Of each row: total[c] = the sum over all chords of sums[4 c + end] - sums[4 c + start], channel by channel, modulo
/// 2^32; the first `doubledCount` chords count twice. Of the totals red, green, blue and weight: index = the
/// total, halved and rounded down, divided by the weight, likewise halved, times 8191, at most 8191, rounded to the
/// nearest; pixel = the bytes at these indices of `bytes`, alpha 255. Where the weight is less than 2 the pixel is
/// black.
///
/// The pixels of 32 cells from a multiple of 32 on are black where neither they nor cells up to
/// 2 beside, above or below them have any weight: the person hides them all.
public struct LensDiscArguments {
  /// The running sums of the first row's first cell. Chords reach into other rows; two rows above and below and
  /// three cells on both sides are read in any case.
  public var sums: UnsafePointer<UInt32>
  /// Elements from one row of sums to the next.
  public var sumStride: Int
  /// `[chordCount, 2]`: where the running sum that is added lies, and that which is subtracted, in elements from
  /// a cell's own.
  public var chords: UnsafePointer<Int>
  /// Chords of the disc.
  public var chordCount: Int
  /// Those that count twice.
  public var doubledCount: Int
  /// `[8192]`: light of 0...1 as bytes, the first of which is 0.
  public var bytes: UnsafePointer<UInt8>
  /// `[rowCount, count]` RGBA, red in the low byte.
  public var pixels: UnsafeMutablePointer<UInt32>
  /// Pixels from one row to the next.
  public var pixelStride: Int
  /// Rows. Some at a time find most of what they read in the first cache.
  public var rowCount: Int
  /// Cells a row.
  public var count: Int

  /// Arguments of one call.
  @inlinable
  public init(
    sums: UnsafePointer<UInt32>, sumStride: Int, chords: UnsafePointer<Int>, chordCount: Int,
    doubledCount: Int, bytes: UnsafePointer<UInt8>, pixels: UnsafeMutablePointer<UInt32>,
    pixelStride: Int,
    rowCount: Int, count: Int
  ) {
    self.sums = sums
    self.sumStride = sumStride
    self.chords = chords
    self.chordCount = chordCount
    self.doubledCount = doubledCount
    self.bytes = bytes
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.rowCount = rowCount
    self.count = count
  }
}

extension KernelFamily where Arguments == LensDiscArguments {
  /// Discs of light as pixels.
  public static var lensDisc: KernelFamily { KernelFamily("lens disc") }
}
