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
    /// colours of the person and of what is behind in a box
    case foregroundBox
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
    /// of `Family.foregroundBox`
    case foregroundBox(ForegroundBoxKernel)
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
    case .foregroundBox: "foreground box x\(lanes) \(level)"
    case .peakLoop(let chains): "peak loop \(chains)x\(lanes) \(level)"
    }
  }
}
