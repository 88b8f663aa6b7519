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
    /// one row of a bilinear resize
    case resize
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
    /// of `Family.resize`
    case resize(ResizeKernel)
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
    case peakLoop(PeakLoopKernel)
  }

  /// What it computes.
  public let family: Family
  /// Floats a vector.
  public let lanes: Int
  /// The instructions it was compiled for.
  public let instructionSet: InstructionSet
  /// How to call it.
  public let entry: Entry

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
    case .resize: "resize x\(lanes) \(level)"
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
