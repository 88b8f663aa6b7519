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
}
