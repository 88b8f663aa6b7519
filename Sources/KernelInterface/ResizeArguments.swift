/// One output row of a bilinear resize.
///
/// out[x, c] = lerp over fy of lerp over fx of the four neighbors; the fractions and the columns'
/// element offsets are tables of the planner.
public struct ResizeArguments {
  /// The upper source row.
  public var top: UnsafePointer<Float>
  /// The lower source row.
  public var bottom: UnsafePointer<Float>
  /// The share of the lower row, 0...1.
  public var rowFraction: Float
  /// For each output pixel the element offsets of its left and right source pixel.
  public var columnOffsets: UnsafePointer<Int32>
  /// For each output pixel the share of the right source pixel, 0...1.
  public var columnFractions: UnsafePointer<Float>
  /// The first output pixel.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between output pixels.
  public var outputPixelStride: Int
  /// Output pixels.
  public var pixelCount: Int
  /// Channels.
  public var channelCount: Int

  /// Arguments of one call.
  @inlinable
  public init(
    top: UnsafePointer<Float>, bottom: UnsafePointer<Float>, rowFraction: Float,
    columnOffsets: UnsafePointer<Int32>, columnFractions: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, outputPixelStride: Int,
    pixelCount: Int, channelCount: Int
  ) {
    self.top = top
    self.bottom = bottom
    self.rowFraction = rowFraction
    self.columnOffsets = columnOffsets
    self.columnFractions = columnFractions
    self.output = output
    self.outputPixelStride = outputPixelStride
    self.pixelCount = pixelCount
    self.channelCount = channelCount
  }
}

extension KernelFamily where Arguments == ResizeArguments {
  /// One row of a bilinear resize.
  public static var resize: KernelFamily { KernelFamily("resize") }
}
