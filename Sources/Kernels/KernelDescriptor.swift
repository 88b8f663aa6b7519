import KernelInterface

/// One kernel of the list: what it computes, its tile, its level, and how to call it.
public struct KernelDescriptor: Sendable {
  /// What a kernel computes, with what selection needs to know of it.
  public enum Family: Sendable, Hashable {
    /// `rows` pixels by `vectors` vectors of channels; `throughput` in per cent of the level's best
    case convolution(rows: Int, vectors: Int, throughput: Int)
    /// `rows` pixels by one vector of channels, halves stored apart
    case splitConvolution(rows: Int)
    /// `pixels` outputs a tile; `size` 0: any filter, stride and dilation
    case depthwise(size: Int, stride: Int, pixels: Int)
    /// any grid, with broadcasting
    case elementwise(ElementwiseOperation)
    /// sums of windows times a factor
    case windowMean
    /// sums of quarters of a matrix, before Strassen's products
    case strassenOperands
    /// sums of Strassen's products
    case strassenResults
    /// one row of a bilinear resize
    case resize
    /// one row of a joint bilateral filter
    case jointBilateral(isProduct: Bool)
    /// pixels to planes of floats
    case unpack
    /// mask cells to pixels
    case expand
    /// a frame on a background
    case blend(BlendOperation)
    /// rows of YUV to RGBA
    case yuvToRGB
    /// rows of RGBA to YUV
    case rgbToYUV
    /// another order of bytes
    case pixelShuffle
    /// a model's input from pixels
    case pixelSampling
    /// a model's output to coverage
    case maskDecoding
    /// one row of the picture that a masked blur starts from
    case blurSource
    /// what a row's passes of a masked blur miss
    case blurShares
    /// a round of a masked blur
    case blurRound
    /// one row enlarged by two, a frame blended over it
    case blurBlend
    /// one row of a picture halved, a person left out
    case blurShrink
    /// colours of the person and of what is behind in a box
    case foregroundBox
    /// weighted sums of rows of bytes
    case blendRows
    /// four rows of floats times a matrix around the diagonal
    case resampleRows
    /// four rows of pixels times a matrix around the diagonal
    case resamplePixels
    /// floats rounded to bytes
    case roundToBytes
    /// pixels split into planes that are smaller by `factor`
    case splitPixels(factor: Int)
    /// sums of moments along columns
    case columnMoments
    /// scaled sums of a window along rows
    case boxRows
    /// linear models of a guided filter
    case guidedSolution
    /// linear models applied to pixels
    case guidedRow
    /// measures the machine; no operator uses it
    case peakLoop(chains: Int)
  }

  /// How to call a kernel.
  public enum Entry: Sendable {
    /// of `Family.convolution` and `Family.splitConvolution`
    case convolution(ConvolutionKernel)
    /// of `Family.depthwise`
    case depthwise(DepthwiseKernel)
    /// of `Family.elementwise`
    case elementwise(ElementwiseKernel)
    /// of `Family.windowMean`
    case windowMean(WindowMeanKernel)
    /// of `Family.strassenOperands`
    case strassenOperands(StrassenOperandKernel)
    /// of `Family.strassenResults`
    case strassenResults(StrassenResultKernel)
    /// of `Family.resize`
    case resize(ResizeKernel)
    /// of `Family.jointBilateral`
    case jointBilateral(JointBilateralKernel)
    /// of `Family.unpack`
    case unpack(UnpackKernel)
    /// of `Family.expand`
    case expand(ExpandKernel)
    /// of `Family.blend`
    case blend(BlendKernel)
    /// of `Family.blurSource`
    case blurSource(BlurSourceKernel)
    /// of `Family.blurShares`
    case blurShares(BlurSharesKernel)
    /// of `Family.blurRound`
    case blurRound(BlurRoundKernel)
    /// of `Family.blurBlend`
    case blurBlend(BlurBlendKernel)
    /// of `Family.blurShrink`
    case blurShrink(BlurShrinkKernel)
    /// of `Family.foregroundBox`
    case foregroundBox(ForegroundBoxKernel)
    /// of `Family.blendRows`
    case blendRows(BlendRowsKernel)
    /// of `Family.resampleRows` and `Family.resamplePixels`
    case resampleRows(ResampleRowsKernel)
    /// of `Family.roundToBytes`
    case roundToBytes(RoundToBytesKernel)
    /// of `Family.splitPixels`
    case splitPixels(SplitPixelsKernel)
    /// of `Family.columnMoments`
    case columnMoments(ColumnMomentsKernel)
    /// of `Family.boxRows`
    case boxRows(BoxRowsKernel)
    /// of `Family.guidedSolution`
    case guidedSolution(GuidedSolutionKernel)
    /// of `Family.guidedRow`
    case guidedRow(GuidedRowKernel)
    /// of `Family.peakLoop`
    case peakLoop(PeakLoopKernel)
    /// of `Family.yuvToRGB`
    case yuvToRGB(YUVToRGBKernel)
    /// of `Family.rgbToYUV`
    case rgbToYUV(RGBToYUVKernel)
    /// of `Family.pixelShuffle`
    case pixelShuffle(PixelShuffleKernel)
    /// of `Family.pixelSampling`
    case pixelSampling(PixelSamplingKernel)
    /// of `Family.maskDecoding`
    case maskDecoding(MaskDecodingKernel)
  }

  /// What it computes.
  public let family: Family
  /// Floats a vector.
  public let lanes: Int
  /// The instructions it was compiled for.
  public let instructionSet: InstructionSet
  /// How to call it.
  public let entry: Entry

  /// Pixels of a convolution's tile; 1 for other families.
  public var tileRowCount: Int {
    switch family {
    case .convolution(let rows, _, _), .splitConvolution(let rows): rows
    default: 1
    }
  }

  /// For example `convolution 8x2x16 avx512`: rows by vectors by lanes.
  public var name: String {
    let level = instructionSet.rawValue
    return switch family {
    case .convolution(let rows, let vectors, _): "convolution \(rows)x\(vectors)x\(lanes) \(level)"
    case .splitConvolution(let rows): "split convolution \(rows)x1x\(lanes) \(level)"
    case .depthwise(0, _, let pixels): "depthwise any \(pixels)x\(lanes) \(level)"
    case .depthwise(let size, let stride, let pixels):
      "depthwise \(size)x\(size) s\(stride) \(pixels)x\(lanes) \(level)"
    case .elementwise(let operation): "\(operation) x\(lanes) \(level)"
    case .windowMean: "window mean x\(lanes) \(level)"
    case .strassenOperands: "Strassen operands x\(lanes) \(level)"
    case .strassenResults: "Strassen results x\(lanes) \(level)"
    case .resize: "resize x\(lanes) \(level)"
    case .jointBilateral(let isProduct):
      "joint bilateral \(isProduct ? "product" : "difference") x\(lanes) \(level)"
    case .unpack: "unpack x\(lanes) \(level)"
    case .expand: "expand x\(lanes) \(level)"
    case .blend(let operation): "blend \(operation) x\(lanes) \(level)"
    case .yuvToRGB: "YUV to RGB x\(lanes) \(level)"
    case .rgbToYUV: "RGB to YUV x\(lanes) \(level)"
    case .pixelShuffle: "pixel shuffle x\(lanes) \(level)"
    case .pixelSampling: "pixel sampling x\(lanes) \(level)"
    case .maskDecoding: "mask decoding x\(lanes) \(level)"
    case .blurSource: "blur source x\(lanes) \(level)"
    case .blurShares: "blur shares x\(lanes) \(level)"
    case .blurRound: "blur round x\(lanes) \(level)"
    case .blurBlend: "blur blend x\(lanes) \(level)"
    case .blurShrink: "blur shrink x\(lanes) \(level)"
    case .foregroundBox: "foreground box x\(lanes) \(level)"
    case .blendRows: "blend rows x\(lanes) \(level)"
    case .resampleRows: "resample rows x\(lanes) \(level)"
    case .resamplePixels: "resample pixels x\(lanes) \(level)"
    case .roundToBytes: "round to bytes x\(lanes) \(level)"
    case .splitPixels(let factor): "split pixels by \(factor) x\(lanes) \(level)"
    case .columnMoments: "column moments x\(lanes) \(level)"
    case .boxRows: "box rows x\(lanes) \(level)"
    case .guidedSolution: "guided solution x\(lanes) \(level)"
    case .guidedRow: "guided row x\(lanes) \(level)"
    case .peakLoop(let chains): "peak loop \(chains)x\(lanes) \(level)"
    }
  }
}
