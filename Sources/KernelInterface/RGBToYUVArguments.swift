/// One row of RGBA to YUV, or two rows that share their chroma, `pixelCount` pixels each.
///
/// Luma and chroma by `ColorEquation`, rounded to nearest and limited to 0...255. Chroma is that
/// of the mean of the pixels that share it: 1, 2 or 4, fewer at an odd row's end. A packed row of
/// odd width ends with its last luma twice.
public struct RGBToYUVArguments {
  /// Lanes of the table: each number is repeated so often.
  public static let lanes = 32
  /// Rows of the table.
  public static let tableRowCount = 13

  /// Where the bytes go.
  public var layout: ChromaLayout
  /// `pixelCount` times red, green, blue, alpha. Alpha has no influence.
  public var top: UnsafePointer<UInt8>
  /// The row below, which shares the chroma, or nil. Interleaved and half planar layouts only.
  public var bottom: UnsafePointer<UInt8>?
  /// Y of the top row, or the packed row: `pixelCount` bytes, packed `(pixelCount + 1) / 2 * 4`.
  public var luma: UnsafeMutablePointer<UInt8>
  /// Y of the bottom row; not written when there is none.
  public var bottomLuma: UnsafeMutablePointer<UInt8>
  /// U, or the pairs of U and V; not written in packed rows or without chroma.
  public var u: UnsafeMutablePointer<UInt8>
  /// V; written in planar layouts only.
  public var v: UnsafeMutablePointer<UInt8>
  /// Pixels a row.
  public var pixelCount: Int
  /// The equation in numbers, `[13, lanes]`. Rows 0, 1, 2: what red, green and blue << 8 are
  /// multiplied with (unsigned) for luma, of which the high halves are 256ths; 3: what is added.
  /// Rows 4, 5, 6: what red, green and blue << 7 are multiplied with for U in even and V in odd
  /// lanes, of which the high halves are 64ths; rows 7, 8, 9: for U in all; rows 10, 11, 12: for V
  /// in all.
  public var table: UnsafePointer<Int16>

  /// Arguments of one call.
  @inlinable
  public init(
    layout: ChromaLayout, top: UnsafePointer<UInt8>, bottom: UnsafePointer<UInt8>?,
    luma: UnsafeMutablePointer<UInt8>, bottomLuma: UnsafeMutablePointer<UInt8>,
    u: UnsafeMutablePointer<UInt8>, v: UnsafeMutablePointer<UInt8>, pixelCount: Int,
    table: UnsafePointer<Int16>
  ) {
    self.layout = layout
    self.top = top
    self.bottom = bottom
    self.luma = luma
    self.bottomLuma = bottomLuma
    self.u = u
    self.v = v
    self.pixelCount = pixelCount
    self.table = table
  }
}

extension KernelFamily where Arguments == RGBToYUVArguments {
  /// A row or two of RGBA to YUV, to every layout. Lanes are pixels a pass.
  public static var rgbToYUV: KernelFamily { KernelFamily("RGB to YUV") }
}
