/// The sum over a window of pixels, channel by channel, times a factor: pooling and means.
///
/// out[c] = activation(scale * sum over y, x of input[y * inputRowStride + x * inputPixelStride + c]),
/// summed in an order that depends on the window's size alone, whatever the number of threads.
public struct WindowMeanArguments {
  /// The window's first pixel.
  public var input: UnsafePointer<Float>
  /// Elements between rows.
  public var inputRowStride: Int
  /// Elements between pixels.
  public var inputPixelStride: Int
  /// Rows of the window.
  public var rowCount: Int
  /// Pixels a row of the window.
  public var columnCount: Int
  /// `[channelCount]`.
  public var output: UnsafeMutablePointer<Float>
  /// Channels.
  public var channelCount: Int
  /// Usually 1 / pixels.
  public var scale: Float
  /// Applied to each mean.
  public var activation: ElementActivation

  /// Arguments of one call.
  @inlinable
  public init(
    input: UnsafePointer<Float>, inputRowStride: Int, inputPixelStride: Int,
    rowCount: Int, columnCount: Int,
    output: UnsafeMutablePointer<Float>, channelCount: Int,
    scale: Float, activation: ElementActivation
  ) {
    self.input = input
    self.inputRowStride = inputRowStride
    self.inputPixelStride = inputPixelStride
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.output = output
    self.channelCount = channelCount
    self.scale = scale
    self.activation = activation
  }
}

extension KernelFamily where Arguments == WindowMeanArguments {
  /// Sums of windows times a factor.
  public static var windowMean: KernelFamily { KernelFamily("window mean") }
}
