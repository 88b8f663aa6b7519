/// A convolution kernel of one tile; any number of pixels.
public typealias ConvolutionKernel = @Sendable (UnsafePointer<ConvolutionArguments>) -> Void
/// A depthwise kernel; any number of pixels and channels.
public typealias DepthwiseKernel = @Sendable (UnsafePointer<DepthwiseArguments>) -> Void
/// An elementwise kernel; any grid.
public typealias ElementwiseKernel = @Sendable (UnsafePointer<ElementwiseArguments>) -> Void
/// A window-mean kernel.
public typealias WindowMeanKernel = @Sendable (UnsafePointer<WindowMeanArguments>) -> Void
/// A bilinear resize kernel.
public typealias ResizeKernel = @Sendable (UnsafePointer<ResizeArguments>) -> Void
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
  /// A bilinear resize.
  func resize(lanes: Int, _ kernel: @escaping ResizeKernel)
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
