/// One row of a model's input from RGBA pixels: red, green and blue of `pixelCount` samples as
/// floats.
///
/// nearest: out = top[column] * scale + offset; bilinear: out = lerp over `rowFraction` of lerp
/// over the column's fraction of the four neighbors, times scale, plus offset, where lerp(a, b, f)
/// = a + (b - a) * f. No operation is fused: every level gives the same bits.
public struct PixelSamplingArguments {
  /// The upper row of pixels.
  public var top: UnsafePointer<UInt8>
  /// The lower row of pixels; nil for nearest samples.
  public var bottom: UnsafePointer<UInt8>?
  /// The share of the lower row, 0...1.
  public var rowFraction: Float
  /// Pixels to read: for nearest samples one index a sample, for bilinear ones left and right.
  public var columns: UnsafePointer<Int32>
  /// For each bilinear sample the share of the right pixel, 0...1; not read for nearest ones.
  public var columnFractions: UnsafePointer<Float>
  /// Multiplied with each byte's value.
  public var scale: Float
  /// Added to each product.
  public var offset: Float
  /// `pixelCount` times red, green, blue.
  public var output: UnsafeMutablePointer<Float>
  /// Samples.
  public var pixelCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    top: UnsafePointer<UInt8>, bottom: UnsafePointer<UInt8>?, rowFraction: Float,
    columns: UnsafePointer<Int32>, columnFractions: UnsafePointer<Float>, scale: Float,
    offset: Float, output: UnsafeMutablePointer<Float>, pixelCount: Int
  ) {
    self.top = top
    self.bottom = bottom
    self.rowFraction = rowFraction
    self.columns = columns
    self.columnFractions = columnFractions
    self.scale = scale
    self.offset = offset
    self.output = output
    self.pixelCount = pixelCount
  }
}

extension KernelFamily where Arguments == PixelSamplingArguments {
  /// A row of a model's input from pixels.
  public static var pixelSampling: KernelFamily { KernelFamily("pixel sampling") }
}
