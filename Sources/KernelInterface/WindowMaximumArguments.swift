/// The largest elements of the windows of a run of output pixels, channel by channel.
///
/// out[p, c] = min(max(max over y, x of input[p * columnStep + y * inputRowStride + x * inputPixelStride + c],
///             lower), upper), and never below the lowest finite float before the limits.
public struct WindowMaximumArguments {
  /// The first window's first pixel.
  public var input: UnsafePointer<Float>
  /// Elements between rows.
  public var inputRowStride: Int
  /// Elements between pixels.
  public var inputPixelStride: Int
  /// Elements between the windows of neighboring output pixels.
  public var columnStep: Int
  /// Rows of a window.
  public var rowCount: Int
  /// Pixels a row of a window.
  public var columnCount: Int
  /// The first pixel's first channel.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between output pixels.
  public var outputPixelStride: Int
  /// Output pixels.
  public var pixelCount: Int
  /// Channels.
  public var channelCount: Int
  /// The lower limit; may be -infinity.
  public var lower: Float
  /// The upper limit; may be infinity.
  public var upper: Float

  /// Arguments of one call.
  @inlinable
  public init(
    input: UnsafePointer<Float>, inputRowStride: Int, inputPixelStride: Int, columnStep: Int,
    rowCount: Int, columnCount: Int, output: UnsafeMutablePointer<Float>, outputPixelStride: Int,
    pixelCount: Int, channelCount: Int, lower: Float, upper: Float
  ) {
    self.input = input
    self.inputRowStride = inputRowStride
    self.inputPixelStride = inputPixelStride
    self.columnStep = columnStep
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.output = output
    self.outputPixelStride = outputPixelStride
    self.pixelCount = pixelCount
    self.channelCount = channelCount
    self.lower = lower
    self.upper = upper
  }
}

extension KernelFamily where Arguments == WindowMaximumArguments {
  /// Largest elements of windows.
  public static var windowMaximum: KernelFamily { KernelFamily("window maximum") }
}
