import KernelInterface

extension KernelList {
  /// The kernel made for a filter, or the one that takes any.
  func depthwiseKernel(
    size: Int, stride: Int
  ) -> (KernelDescriptor, DepthwiseKernel) {
    var general: (KernelDescriptor, DepthwiseKernel)?
    for kernel in kernels {
      guard case .depthwise(let kernelSize, let kernelStride, _) = kernel.family,
        case .depthwise(let run) = kernel.entry
      else { continue }
      if kernelSize == size && kernelStride == stride && size > 0 { return (kernel, run) }
      if kernelSize == 0 { general = (kernel, run) }
    }
    guard let general else { preconditionFailure("every level lists a general depthwise kernel") }
    return general
  }

  /// The level's kernel for an elementwise operation.
  public func elementwise(_ operation: ElementwiseOperation) -> (
    KernelDescriptor, ElementwiseKernel
  ) {
    for kernel in kernels {
      if case .elementwise(operation) = kernel.family, case .elementwise(let run) = kernel.entry {
        return (kernel, run)
      }
    }
    preconditionFailure("every level lists \(operation)")
  }

  /// The level's window mean.
  public var windowMean: (KernelDescriptor, WindowMeanKernel) {
    for kernel in kernels {
      if case .windowMean(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a window mean")
  }

  /// The level's bilinear resize.
  public var resize: (KernelDescriptor, ResizeKernel) {
    for kernel in kernels {
      if case .resize(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a resize")
  }

  /// The level's estimate of foreground colours in a box.
  public var foregroundBox: (KernelDescriptor, ForegroundBoxKernel) {
    for kernel in kernels {
      if case .foregroundBox(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a foreground box")
  /// The level's weighted sum of byte rows.
  public var blendRows: (KernelDescriptor, BlendRowsKernel) {
    for kernel in kernels {
      if case .blendRows(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a weighted sum of byte rows")
  }

  /// The level's row resampling.
  public var resampleRows: (KernelDescriptor, ResampleRowsKernel) {
    for kernel in kernels {
      if case .resampleRows = kernel.family, case .resampleRows(let run) = kernel.entry {
        return (kernel, run)
      }
    }
    preconditionFailure("every level lists a row resampling")
  }

  /// The level's pixel resampling.
  public var resamplePixels: (KernelDescriptor, ResampleRowsKernel) {
    for kernel in kernels {
      if case .resamplePixels = kernel.family, case .resampleRows(let run) = kernel.entry {
        return (kernel, run)
      }
    }
    preconditionFailure("every level lists a pixel resampling")
  }

  /// The level's rounding to bytes.
  public var roundToBytes: (KernelDescriptor, RoundToBytesKernel) {
    for kernel in kernels {
      if case .roundToBytes(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a rounding to bytes")
  }

  /// The level's split of pixels for a factor of 1, 2 or 4.
  public func splitPixels(factor: Int) -> (KernelDescriptor, SplitPixelsKernel) {
    for kernel in kernels {
      if case .splitPixels(factor) = kernel.family, case .splitPixels(let run) = kernel.entry {
        return (kernel, run)
      }
    }
    preconditionFailure("no level lists a split by \(factor)")
  }

  /// The level's sum of moments.
  public var columnMoments: (KernelDescriptor, ColumnMomentsKernel) {
    for kernel in kernels {
      if case .columnMoments(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a sum of moments")
  }

  /// The level's box mean.
  public var boxRows: (KernelDescriptor, BoxRowsKernel) {
    for kernel in kernels {
      if case .boxRows(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a box mean")
  }

  /// The level's guided solution.
  public var guidedSolution: (KernelDescriptor, GuidedSolutionKernel) {
    for kernel in kernels {
      if case .guidedSolution(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a guided solution")
  }

  /// The level's guided row.
  public var guidedRow: (KernelDescriptor, GuidedRowKernel) {
    for kernel in kernels {
      if case .guidedRow(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a guided row")
  }

  /// The level's loop that measures arithmetic.
  var peakLoop: (KernelDescriptor, PeakLoopKernel) {
    for kernel in kernels {
      if case .peakLoop(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a peak loop")
  }

  /// The level's conversion of YUV to RGBA.
  public var yuvToRGB: (KernelDescriptor, YUVToRGBKernel) {
    for kernel in kernels {
      if case .yuvToRGB(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a conversion of YUV to RGBA")
  }

  /// The level's conversion of RGBA to YUV.
  public var rgbToYUV: (KernelDescriptor, RGBToYUVKernel) {
    for kernel in kernels {
      if case .rgbToYUV(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a conversion of RGBA to YUV")
  }

  /// The level's change of the order of bytes.
  public var pixelShuffle: (KernelDescriptor, PixelShuffleKernel) {
    for kernel in kernels {
      if case .pixelShuffle(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a change of the order of bytes")
  }

  /// The level's sampling of pixels.
  public var pixelSampling: (KernelDescriptor, PixelSamplingKernel) {
    for kernel in kernels {
      if case .pixelSampling(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a sampling of pixels")
  }

  /// The level's decoding of a model's output.
  public var maskDecoding: (KernelDescriptor, MaskDecodingKernel) {
    for kernel in kernels {
      if case .maskDecoding(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a decoding of a model's output")
  /// The level's first rows of a masked blur.
  public var blurSource: (KernelDescriptor, BlurSourceKernel) {
    for kernel in kernels {
      if case .blurSource(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a blur source")
  }

  /// The level's shares of a masked blur.
  public var blurShares: (KernelDescriptor, BlurSharesKernel) {
    for kernel in kernels {
      if case .blurShares(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a blur shares")
  }

  /// The level's round of a masked blur.
  public var blurRound: (KernelDescriptor, BlurRoundKernel) {
    for kernel in kernels {
      if case .blurRound(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a blur round")
  }

  /// The level's enlargement by two and blend.
  public var blurBlend: (KernelDescriptor, BlurBlendKernel) {
    for kernel in kernels {
      if case .blurBlend(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a blur blend")
  }

  /// The level's masked halving.
  public var blurShrink: (KernelDescriptor, BlurShrinkKernel) {
    for kernel in kernels {
      if case .blurShrink(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a blur shrink")
  }
}
