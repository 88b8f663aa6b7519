/// A run of output pixels times one panel of output channels: the inner part of every convolution,
/// matrix product and transposed convolution.
///
/// out[p, n] = final(activation(bias[n] + sum over segments s and k of
///             input[p * inputPixelStride + segmentOffsets[s] + k] * weights[s, k, n]) + residual)
///
/// A segment is a stretch of input that is contiguous for one output pixel: all of it for 1x1, one
/// filter row for k x k, one tap when dilated. Strides and offsets are in elements.
public struct ConvolutionArguments {
  /// The first tap of the first pixel.
  public var input: UnsafePointer<Float>
  /// Elements between the first taps of neighboring output pixels.
  public var inputPixelStride: Int
  /// `segmentCount` offsets from a pixel's first tap.
  public var segmentOffsets: UnsafePointer<Int>
  /// At least 1.
  public var segmentCount: Int
  /// Elements a segment.
  public var segmentLength: Int
  /// The panel: bias `[width]`, then `[segmentCount * segmentLength, width]`, width = the kernel's
  /// vectors * lanes.
  public var weights: UnsafePointer<Float>
  /// The first pixel's first channel of this panel.
  public var output: UnsafeMutablePointer<Float>
  /// Elements between neighboring output pixels.
  public var outputPixelStride: Int
  /// Elements to skip behind every `rowLength` output pixels: the zero margin of the output.
  public var outputRowGap: Int
  /// Added after the activation; nil for none.
  public var residual: UnsafePointer<Float>?
  /// Elements between neighboring residual pixels.
  public var residualPixelStride: Int
  /// As `outputRowGap`, of the residual.
  public var residualRowGap: Int
  /// Output pixels a row. A gap may follow a tile's pixel only once: at least the kernel's rows, or
  /// no fewer than `column + pixelCount`.
  public var rowLength: Int
  /// The first pixel's position in its row, below `rowLength`.
  public var column: Int
  /// Output pixels to compute.
  public var pixelCount: Int
  /// Applied to the sum.
  public var activation: ElementActivation
  /// The limits applied after the residual was added.
  public var finalLower: Float
  /// The limits applied after the residual was added.
  public var finalUpper: Float
  /// For split kernels, which take no residual: elements from a pixel's lower half of channels to its
  /// upper half.
  public var upperHalfOffset = 0

  /// Arguments of one call.
  @inlinable
  public init(
    input: UnsafePointer<Float>, inputPixelStride: Int,
    segmentOffsets: UnsafePointer<Int>, segmentCount: Int, segmentLength: Int,
    weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, outputPixelStride: Int, outputRowGap: Int,
    residual: UnsafePointer<Float>?, residualPixelStride: Int, residualRowGap: Int,
    rowLength: Int, column: Int, pixelCount: Int,
    activation: ElementActivation, finalLower: Float, finalUpper: Float
  ) {
    self.input = input
    self.inputPixelStride = inputPixelStride
    self.segmentOffsets = segmentOffsets
    self.segmentCount = segmentCount
    self.segmentLength = segmentLength
    self.weights = weights
    self.output = output
    self.outputPixelStride = outputPixelStride
    self.outputRowGap = outputRowGap
    self.residual = residual
    self.residualPixelStride = residualPixelStride
    self.residualRowGap = residualRowGap
    self.rowLength = rowLength
    self.column = column
    self.pixelCount = pixelCount
    self.activation = activation
    self.finalLower = finalLower
    self.finalUpper = finalUpper
  }
}

extension ConvolutionArguments {
  /// No kernel's tile has more rows.
  public static let largestTileRowCount = 12
}
