/// One row of YUV to RGBA, `pixelCount` pixels: `output` gets red, green, blue and 255 for each.
///
/// R = y + V 2 (1 - Kr), B = y + U 2 (1 - Kb), G = y - (Kr (R - y) + Kb (B - y)) / (1 - Kr - Kb),
/// with y, U and V freed of their offsets and ranges (the inverse of `ColorEquation`), rounded to
/// nearest and limited to 0...255. Pixels that share chroma repeat it. An odd row's last chroma is
/// for one pixel; a packed row then ends with a luma that is not used.
public struct YUVToRGBArguments {
  /// Lanes of the table: each number is repeated so often.
  public static let lanes = 32
  /// Numbers of the table.
  public static let tableRowCount = 6

  /// Where the bytes are.
  public var layout: ChromaLayout
  /// Y, or the packed row: `pixelCount` bytes, packed `(pixelCount + 1) / 2 * 4`.
  public var luma: UnsafePointer<UInt8>
  /// U, or the pairs of U and V; not read in packed rows or without chroma.
  public var u: UnsafePointer<UInt8>
  /// V; read in planar layouts only.
  public var v: UnsafePointer<UInt8>
  /// `pixelCount` * 4 bytes.
  public var output: UnsafeMutablePointer<UInt8>
  /// Pixels.
  public var pixelCount: Int
  /// The equation in numbers, `[6, lanes]`: what y << 7 is multiplied with, V << 8 for red, U << 8 and
  /// V << 8 for green, U << 8 for blue, of which the high halves are 32nds; and what is added to y.
  public var table: UnsafePointer<Int16>

  /// Arguments of one call.
  @inlinable
  public init(
    layout: ChromaLayout, luma: UnsafePointer<UInt8>, u: UnsafePointer<UInt8>,
    v: UnsafePointer<UInt8>, output: UnsafeMutablePointer<UInt8>, pixelCount: Int,
    table: UnsafePointer<Int16>
  ) {
    self.layout = layout
    self.luma = luma
    self.u = u
    self.v = v
    self.output = output
    self.pixelCount = pixelCount
    self.table = table
  }
}

extension KernelFamily where Arguments == YUVToRGBArguments {
  /// A row of YUV to RGBA, from every layout. Lanes are pixels a pass.
  public static var yuvToRGB: KernelFamily { KernelFamily("YUV to RGB") }
}
