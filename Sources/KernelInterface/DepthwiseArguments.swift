/// One output row of a depthwise convolution, all channels.
///
/// out[p, c] = final(activation(bias[c] + sum over ky, kx of
///   input[ky * inputRowStride + p * inputPixelStride + kx * tapStride + c] * weights[ky, kx, c])
///   + residual)
///
/// The input has zero margins, so that there is no border. Strides are in elements.
public struct DepthwiseArguments {
  /// The first tap of the first pixel.
  public var input: UnsafePointer<Float>
  /// Elements between filter rows: the input's row stride times the dilation.
  public var inputRowStride: Int
  /// Elements between the first taps of neighboring output pixels.
  public var inputPixelStride: Int
  /// Elements between neighboring taps of a filter row: the pixel stride times the dilation.
  public var tapStride: Int
  /// Filter rows.
  public var filterHeight: Int
  /// Filter columns.
  public var filterWidth: Int
  /// Blocks of lanes channels, then of the largest power of two that fits what is left, and so on:
  /// each block holds bias `[lanes]`, then `[filterHeight * filterWidth, lanes]`.
  public var weights: UnsafePointer<Float>
  /// The first output pixel.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between neighboring output pixels.
  public var outputPixelStride: Int
  /// Added after the activation; nil for none.
  public var residual: UnsafePointer<Float>?
  /// Elements between neighboring residual pixels.
  public var residualPixelStride: Int
  /// Output pixels to compute.
  public var pixelCount: Int
  /// Channels of input and output.
  public var channelCount: Int
  /// Applied to the sum.
  public var activation: ElementActivation
  /// The limits applied after the residual was added.
  public var finalLower: Float
  /// The limits applied after the residual was added.
  public var finalUpper: Float

  /// Arguments of one call.
  @inlinable
  public init(
    input: UnsafePointer<Float>, inputRowStride: Int, inputPixelStride: Int, tapStride: Int,
    filterHeight: Int, filterWidth: Int, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, outputPixelStride: Int,
    residual: UnsafePointer<Float>?, residualPixelStride: Int,
    pixelCount: Int, channelCount: Int,
    activation: ElementActivation, finalLower: Float, finalUpper: Float
  ) {
    self.input = input
    self.inputRowStride = inputRowStride
    self.inputPixelStride = inputPixelStride
    self.tapStride = tapStride
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.weights = weights
    self.output = output
    self.outputPixelStride = outputPixelStride
    self.residual = residual
    self.residualPixelStride = residualPixelStride
    self.pixelCount = pixelCount
    self.channelCount = channelCount
    self.activation = activation
    self.finalLower = finalLower
    self.finalUpper = finalUpper
  }
}
