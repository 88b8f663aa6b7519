/// A convolution kernel of one tile; any number of pixels.
public typealias ConvolutionKernel = @Sendable (UnsafePointer<ConvolutionArguments>) -> Void
/// A depthwise kernel; any number of pixels and channels.
public typealias DepthwiseKernel = @Sendable (UnsafePointer<DepthwiseArguments>) -> Void
/// An elementwise kernel; any grid.
public typealias ElementwiseKernel = @Sendable (UnsafePointer<ElementwiseArguments>) -> Void
/// A window-mean kernel.
public typealias WindowMeanKernel = @Sendable (UnsafePointer<WindowMeanArguments>) -> Void
/// The sums before Strassen's products.
public typealias StrassenOperandKernel = @Sendable (UnsafePointer<StrassenOperandArguments>) -> Void
/// The sums behind Strassen's products.
public typealias StrassenResultKernel = @Sendable (UnsafePointer<StrassenResultArguments>) -> Void
/// A bilinear resize kernel.
public typealias ResizeKernel = @Sendable (UnsafePointer<ResizeArguments>) -> Void
/// A joint bilateral filter of one row.
public typealias JointBilateralKernel = @Sendable (UnsafePointer<JointBilateralArguments>) -> Void
/// Pixels to planes.
public typealias UnpackKernel = @Sendable (UnsafePointer<UnpackArguments>) -> Void
/// Mask cells to pixels.
public typealias ExpandKernel = @Sendable (UnsafePointer<ExpandArguments>) -> Void
/// A frame on a background.
public typealias BlendKernel = @Sendable (UnsafePointer<BlendArguments>) -> Void
/// A row of YUV to RGBA; any number of pixels.
public typealias YUVToRGBKernel = @Sendable (UnsafePointer<YUVToRGBArguments>) -> Void
/// A row or two of RGBA to YUV; any number of pixels.
public typealias RGBToYUVKernel = @Sendable (UnsafePointer<RGBToYUVArguments>) -> Void
/// A row of pixels in another order of bytes.
public typealias PixelShuffleKernel = @Sendable (UnsafePointer<PixelShuffleArguments>) -> Void
/// A row of a model's input from pixels.
public typealias PixelSamplingKernel = @Sendable (UnsafePointer<PixelSamplingArguments>) -> Void
/// A row of a model's output to coverage.
public typealias MaskDecodingKernel = @Sendable (UnsafePointer<MaskDecodingArguments>) -> Void
/// A masked blur's first rows.
public typealias BlurSourceKernel = @Sendable (UnsafePointer<BlurSourceArguments>) -> Void
/// A masked blur's shares.
public typealias BlurSharesKernel = @Sendable (UnsafePointer<BlurSharesArguments>) -> Void
/// A masked blur's round.
public typealias BlurRoundKernel = @Sendable (UnsafePointer<BlurRoundArguments>) -> Void
/// An enlargement by two, and a blend over it.
public typealias BlurBlendKernel = @Sendable (UnsafePointer<BlurBlendArguments>) -> Void
/// A masked halving.
public typealias BlurShrinkKernel = @Sendable (UnsafePointer<BlurShrinkArguments>) -> Void
/// A kernel that estimates foreground colours in a box.
public typealias ForegroundBoxKernel = @Sendable (UnsafePointer<ForegroundBoxArguments>) -> Void
/// A loop that measures arithmetic.
public typealias PeakLoopKernel = @Sendable (UnsafePointer<PeakLoopArguments>) -> Void

/// What a kernel module tells of itself: it calls one of these for each of its kernels.
///
/// A protocol and not an array: a kernel module must not instantiate generic code of the standard
/// library, which two levels would emit under one symbol name.
public protocol KernelSink: AnyObject {
  /// A convolution tile of `rows` pixels by `vectors` * `lanes` channels. `throughput`: its
  /// multiply-adds a second on long sums, in per cent of the level's best tile; 0 for a tile that is
  /// meant for single pixels.
  func convolution(
    rows: Int, vectors: Int, lanes: Int, throughput: Int, _ kernel: @escaping ConvolutionKernel)
  /// A convolution tile of `rows` pixels by `lanes` channels, whose halves it stores apart.
  func splitConvolution(rows: Int, lanes: Int, _ kernel: @escaping ConvolutionKernel)
  /// A depthwise kernel for a square filter of `size` at a horizontal `stride` without dilation, or
  /// for any filter when both are 0; `pixels` outputs a tile, blocks of `lanes` channels.
  func depthwise(
    size: Int, stride: Int, pixels: Int, lanes: Int, _ kernel: @escaping DepthwiseKernel)
  /// An elementwise kernel.
  func elementwise(
    _ operation: ElementwiseOperation, lanes: Int, _ kernel: @escaping ElementwiseKernel)
  /// A window mean.
  func windowMean(lanes: Int, _ kernel: @escaping WindowMeanKernel)
  /// The sums before Strassen's products.
  func strassenOperands(lanes: Int, _ kernel: @escaping StrassenOperandKernel)
  /// The sums behind Strassen's products.
  func strassenResults(lanes: Int, _ kernel: @escaping StrassenResultKernel)
  /// A bilinear resize.
  func resize(lanes: Int, _ kernel: @escaping ResizeKernel)
  /// A joint bilateral filter; `isProduct`: by products of colours, for exponents that stay in range.
  func jointBilateral(isProduct: Bool, lanes: Int, _ kernel: @escaping JointBilateralKernel)
  /// Pixels to planes.
  func unpack(lanes: Int, _ kernel: @escaping UnpackKernel)
  /// Mask cells to pixels.
  func expand(lanes: Int, _ kernel: @escaping ExpandKernel)
  /// A frame on a background.
  func blend(_ operation: BlendOperation, lanes: Int, _ kernel: @escaping BlendKernel)
  /// A conversion of YUV to RGBA, from every layout. `lanes`: pixels a pass.
  func yuvToRGB(lanes: Int, _ kernel: @escaping YUVToRGBKernel)
  /// A conversion of RGBA to YUV, to every layout. `lanes`: pixels a pass.
  func rgbToYUV(lanes: Int, _ kernel: @escaping RGBToYUVKernel)
  /// A change of the order of bytes.
  func pixelShuffle(lanes: Int, _ kernel: @escaping PixelShuffleKernel)
  /// A sampling of pixels as a model's input.
  func pixelSampling(lanes: Int, _ kernel: @escaping PixelSamplingKernel)
  /// A decoding of a model's output.
  func maskDecoding(lanes: Int, _ kernel: @escaping MaskDecodingKernel)
  /// The picture that a masked blur starts from.
  func blurSource(lanes: Int, _ kernel: @escaping BlurSourceKernel)
  /// What the passes of a masked blur miss.
  func blurShares(lanes: Int, _ kernel: @escaping BlurSharesKernel)
  /// A round of a masked blur.
  func blurRound(lanes: Int, _ kernel: @escaping BlurRoundKernel)
  /// A picture enlarged by two, a frame blended over it.
  func blurBlend(lanes: Int, _ kernel: @escaping BlurBlendKernel)
  /// A picture halved, a person left out.
  func blurShrink(lanes: Int, _ kernel: @escaping BlurShrinkKernel)
  /// An estimate of foreground colours in a box.
  func foregroundBox(lanes: Int, _ kernel: @escaping ForegroundBoxKernel)
  /// Weighted sums of rows of bytes.
  func blendRows(lanes: Int, _ kernel: @escaping BlendRowsKernel)
  /// Four rows of floats times a matrix around the diagonal.
  func resampleRows(lanes: Int, _ kernel: @escaping ResampleRowsKernel)
  /// Four rows of pixels times a matrix around the diagonal.
  func resamplePixels(lanes: Int, _ kernel: @escaping ResampleRowsKernel)
  /// Floats rounded to bytes.
  func roundToBytes(lanes: Int, _ kernel: @escaping RoundToBytesKernel)
  /// Pixels split into planes that are smaller by `factor`.
  func splitPixels(factor: Int, lanes: Int, _ kernel: @escaping SplitPixelsKernel)
  /// Sums of moments along columns.
  func columnMoments(lanes: Int, _ kernel: @escaping ColumnMomentsKernel)
  /// Scaled sums of a window along rows.
  func boxRows(lanes: Int, _ kernel: @escaping BoxRowsKernel)
  /// The linear models of a guided filter.
  func guidedSolution(lanes: Int, _ kernel: @escaping GuidedSolutionKernel)
  /// Linear models applied to a row of pixels.
  func guidedRow(lanes: Int, _ kernel: @escaping GuidedRowKernel)
  /// A loop of `chains` independent chains of multiply-adds.
  func peakLoop(chains: Int, lanes: Int, _ kernel: @escaping PeakLoopKernel)
}

/// What an elementwise kernel computes before its activation.
public enum ElementwiseOperation: UInt8, Sendable, CaseIterable {
  /// a; with the identity a copy
  case activate
  /// a + b
  case add
  /// a * b
  case multiply
  /// a * b + c
  case multiplyAdd
}
