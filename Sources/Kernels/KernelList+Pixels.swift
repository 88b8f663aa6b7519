import KernelInterface

// The level's kernels on pixels: every level lists one of each.
extension KernelList {
  /// The joint bilateral filter; `isProduct` as in `KernelSink.jointBilateral`.
  public func jointBilateral(isProduct: Bool) -> (KernelDescriptor, JointBilateralKernel) {
    first {
      if $0.family == .jointBilateral(isProduct: isProduct),
        case .jointBilateral(let run) = $0.entry
      {
        run
      } else {
        nil
      }
    }
  }

  /// Pixels to planes.
  public var unpack: (KernelDescriptor, UnpackKernel) {
    first { if case .unpack(let run) = $0.entry { run } else { nil } }
  }

  /// Mask cells to pixels.
  public var expand: (KernelDescriptor, ExpandKernel) {
    first { if case .expand(let run) = $0.entry { run } else { nil } }
  }

  /// A frame on a background.
  public func blend(_ operation: BlendOperation) -> (KernelDescriptor, BlendKernel) {
    first {
      if $0.family == .blend(operation), case .blend(let run) = $0.entry { run } else { nil }
    }
  }

  /// The level's estimate of foreground colours in a box.
  public var foregroundBox: (KernelDescriptor, ForegroundBoxKernel) {
    first { if case .foregroundBox(let run) = $0.entry { run } else { nil } }
  }

  /// The level's weighted sum of byte rows.
  public var blendRows: (KernelDescriptor, BlendRowsKernel) {
    first { if case .blendRows(let run) = $0.entry { run } else { nil } }
  }

  /// The level's row resampling.
  public var resampleRows: (KernelDescriptor, ResampleRowsKernel) {
    first {
      if $0.family == .resampleRows, case .resampleRows(let run) = $0.entry { run } else { nil }
    }
  }

  /// The level's pixel resampling.
  public var resamplePixels: (KernelDescriptor, ResampleRowsKernel) {
    first {
      if $0.family == .resamplePixels, case .resampleRows(let run) = $0.entry { run } else { nil }
    }
  }

  /// The level's rounding to bytes.
  public var roundToBytes: (KernelDescriptor, RoundToBytesKernel) {
    first { if case .roundToBytes(let run) = $0.entry { run } else { nil } }
  }

  /// The level's split of pixels for a factor of 1, 2 or 4.
  public func splitPixels(factor: Int) -> (KernelDescriptor, SplitPixelsKernel) {
    first {
      if $0.family == .splitPixels(factor: factor), case .splitPixels(let run) = $0.entry {
        run
      } else {
        nil
      }
    }
  }

  /// The level's sum of moments.
  public var columnMoments: (KernelDescriptor, ColumnMomentsKernel) {
    first { if case .columnMoments(let run) = $0.entry { run } else { nil } }
  }

  /// The level's box mean.
  public var boxRows: (KernelDescriptor, BoxRowsKernel) {
    first { if case .boxRows(let run) = $0.entry { run } else { nil } }
  }

  /// The level's guided solution.
  public var guidedSolution: (KernelDescriptor, GuidedSolutionKernel) {
    first { if case .guidedSolution(let run) = $0.entry { run } else { nil } }
  }

  /// The level's guided row.
  public var guidedRow: (KernelDescriptor, GuidedRowKernel) {
    first { if case .guidedRow(let run) = $0.entry { run } else { nil } }
  }

  /// The level's conversion of YUV to RGBA.
  public var yuvToRGB: (KernelDescriptor, YUVToRGBKernel) {
    first { if case .yuvToRGB(let run) = $0.entry { run } else { nil } }
  }

  /// The level's conversion of RGBA to YUV.
  public var rgbToYUV: (KernelDescriptor, RGBToYUVKernel) {
    first { if case .rgbToYUV(let run) = $0.entry { run } else { nil } }
  }

  /// The level's change of the order of bytes.
  public var pixelShuffle: (KernelDescriptor, PixelShuffleKernel) {
    first { if case .pixelShuffle(let run) = $0.entry { run } else { nil } }
  }

  /// The level's sampling of pixels.
  public var pixelSampling: (KernelDescriptor, PixelSamplingKernel) {
    first { if case .pixelSampling(let run) = $0.entry { run } else { nil } }
  }

  /// The level's decoding of a model's output.
  public var maskDecoding: (KernelDescriptor, MaskDecodingKernel) {
    first { if case .maskDecoding(let run) = $0.entry { run } else { nil } }
  }

  /// The level's first rows of a masked blur.
  public var blurSource: (KernelDescriptor, BlurSourceKernel) {
    first { if case .blurSource(let run) = $0.entry { run } else { nil } }
  }

  /// The level's shares of a masked blur.
  public var blurShares: (KernelDescriptor, BlurSharesKernel) {
    first { if case .blurShares(let run) = $0.entry { run } else { nil } }
  }

  /// The level's round of a masked blur.
  public var blurRound: (KernelDescriptor, BlurRoundKernel) {
    first { if case .blurRound(let run) = $0.entry { run } else { nil } }
  }

  /// The level's enlargement by two and blend.
  public var blurBlend: (KernelDescriptor, BlurBlendKernel) {
    first { if case .blurBlend(let run) = $0.entry { run } else { nil } }
  }

  /// The level's masked halving.
  public var blurShrink: (KernelDescriptor, BlurShrinkKernel) {
    first { if case .blurShrink(let run) = $0.entry { run } else { nil } }
  }

  private func first<Kernel>(_ entry: (KernelDescriptor) -> Kernel?) -> (
    KernelDescriptor, Kernel
  ) {
    for kernel in kernels {
      if let run = entry(kernel) { return (kernel, run) }
    }
    preconditionFailure("expected \(Kernel.self) in the list of every level, found none")
  }
}
