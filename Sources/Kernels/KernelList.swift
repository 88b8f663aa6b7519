import KernelInterface
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// The kernels of one level, gathered once from that level's own list.
public struct KernelList: Sendable {
  /// The level.
  public let instructionSet: InstructionSet
  /// All kernels of the level.
  public let kernels: [KernelDescriptor]
  /// Which pointwise convolutions take Strassen's form.
  let strassenUse: StrassenUse

  /// The list of a level.
  ///
  /// - Precondition: the machine supports the level: even listing runs code compiled for it.
  public init(_ instructionSet: InstructionSet) {
    precondition(instructionSet.isAvailable)
    let collector = KernelCollector(instructionSet)
    switch instructionSet {
    case .baseline: KernelsBaseline.listKernels(into: collector)
    case .avx2: KernelsAVX2.listKernels(into: collector)
    case .avx512: KernelsAVX512.listKernels(into: collector)
    }
    self.instructionSet = instructionSet
    self.kernels = collector.kernels
    strassenUse = .whereFaster
  }
}

private final class KernelCollector: KernelSink {
  let instructionSet: InstructionSet
  var kernels: [KernelDescriptor] = []

  init(_ instructionSet: InstructionSet) { self.instructionSet = instructionSet }

  func add(_ family: KernelDescriptor.Family, _ lanes: Int, _ entry: KernelDescriptor.Entry) {
    kernels.append(
      KernelDescriptor(family: family, lanes: lanes, instructionSet: instructionSet, entry: entry))
  }

  func convolution(
    rows: Int, vectors: Int, lanes: Int, throughput: Int, _ kernel: @escaping ConvolutionKernel
  ) {
    add(
      .convolution(rows: rows, vectors: vectors, throughput: throughput), lanes,
      .convolution(kernel))
  }

  func splitConvolution(rows: Int, lanes: Int, _ kernel: @escaping ConvolutionKernel) {
    add(.splitConvolution(rows: rows), lanes, .convolution(kernel))
  }

  func depthwise(
    size: Int, stride: Int, pixels: Int, lanes: Int, _ kernel: @escaping DepthwiseKernel
  ) {
    add(.depthwise(size: size, stride: stride, pixels: pixels), lanes, .depthwise(kernel))
  }

  func elementwise(
    _ operation: ElementwiseOperation, lanes: Int, _ kernel: @escaping ElementwiseKernel
  ) {
    add(.elementwise(operation), lanes, .elementwise(kernel))
  }

  func windowMean(lanes: Int, _ kernel: @escaping WindowMeanKernel) {
    add(.windowMean, lanes, .windowMean(kernel))
  }

  func strassenOperands(lanes: Int, _ kernel: @escaping StrassenOperandKernel) {
    add(.strassenOperands, lanes, .strassenOperands(kernel))
  }

  func strassenResults(lanes: Int, _ kernel: @escaping StrassenResultKernel) {
    add(.strassenResults, lanes, .strassenResults(kernel))
  }

  func resize(lanes: Int, _ kernel: @escaping ResizeKernel) {
    add(.resize, lanes, .resize(kernel))
  }

  func jointBilateral(isProduct: Bool, lanes: Int, _ kernel: @escaping JointBilateralKernel) {
    add(.jointBilateral(isProduct: isProduct), lanes, .jointBilateral(kernel))
  }

  func unpack(lanes: Int, _ kernel: @escaping UnpackKernel) {
    add(.unpack, lanes, .unpack(kernel))
  }

  func expand(lanes: Int, _ kernel: @escaping ExpandKernel) {
    add(.expand, lanes, .expand(kernel))
  }

  func blend(_ operation: BlendOperation, lanes: Int, _ kernel: @escaping BlendKernel) {
    add(.blend(operation), lanes, .blend(kernel))
  }

  func yuvToRGB(lanes: Int, _ kernel: @escaping YUVToRGBKernel) {
    add(.yuvToRGB, lanes, .yuvToRGB(kernel))
  }

  func rgbToYUV(lanes: Int, _ kernel: @escaping RGBToYUVKernel) {
    add(.rgbToYUV, lanes, .rgbToYUV(kernel))
  }

  func pixelShuffle(lanes: Int, _ kernel: @escaping PixelShuffleKernel) {
    add(.pixelShuffle, lanes, .pixelShuffle(kernel))
  }

  func pixelSampling(lanes: Int, _ kernel: @escaping PixelSamplingKernel) {
    add(.pixelSampling, lanes, .pixelSampling(kernel))
  }

  func maskDecoding(lanes: Int, _ kernel: @escaping MaskDecodingKernel) {
    add(.maskDecoding, lanes, .maskDecoding(kernel))
  }

  func blurSource(lanes: Int, _ kernel: @escaping BlurSourceKernel) {
    add(.blurSource, lanes, .blurSource(kernel))
  }

  func blurShares(lanes: Int, _ kernel: @escaping BlurSharesKernel) {
    add(.blurShares, lanes, .blurShares(kernel))
  }

  func blurRound(lanes: Int, _ kernel: @escaping BlurRoundKernel) {
    add(.blurRound, lanes, .blurRound(kernel))
  }

  func blurBlend(lanes: Int, _ kernel: @escaping BlurBlendKernel) {
    add(.blurBlend, lanes, .blurBlend(kernel))
  }

  func blurShrink(lanes: Int, _ kernel: @escaping BlurShrinkKernel) {
    add(.blurShrink, lanes, .blurShrink(kernel))
  }

  func foregroundBox(lanes: Int, _ kernel: @escaping ForegroundBoxKernel) {
    add(.foregroundBox, lanes, .foregroundBox(kernel))
  }

  func blendRows(lanes: Int, _ kernel: @escaping BlendRowsKernel) {
    add(.blendRows, lanes, .blendRows(kernel))
  }

  func resampleRows(lanes: Int, _ kernel: @escaping ResampleRowsKernel) {
    add(.resampleRows, lanes, .resampleRows(kernel))
  }

  func resamplePixels(lanes: Int, _ kernel: @escaping ResampleRowsKernel) {
    add(.resamplePixels, lanes, .resampleRows(kernel))
  }

  func roundToBytes(lanes: Int, _ kernel: @escaping RoundToBytesKernel) {
    add(.roundToBytes, lanes, .roundToBytes(kernel))
  }

  func splitPixels(factor: Int, lanes: Int, _ kernel: @escaping SplitPixelsKernel) {
    add(.splitPixels(factor: factor), lanes, .splitPixels(kernel))
  }

  func columnMoments(lanes: Int, _ kernel: @escaping ColumnMomentsKernel) {
    add(.columnMoments, lanes, .columnMoments(kernel))
  }

  func boxRows(lanes: Int, _ kernel: @escaping BoxRowsKernel) {
    add(.boxRows, lanes, .boxRows(kernel))
  }

  func guidedSolution(lanes: Int, _ kernel: @escaping GuidedSolutionKernel) {
    add(.guidedSolution, lanes, .guidedSolution(kernel))
  }

  func guidedRow(lanes: Int, _ kernel: @escaping GuidedRowKernel) {
    add(.guidedRow, lanes, .guidedRow(kernel))
  }

  func peakLoop(chains: Int, lanes: Int, _ kernel: @escaping PeakLoopKernel) {
    add(.peakLoop(chains: chains), lanes, .peakLoop(kernel))
  }
}
