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

  /// The level's sums before and behind Strassen's products.
  public var strassen: (operands: StrassenOperandKernel, results: StrassenResultKernel) {
    var operands: StrassenOperandKernel?
    var results: StrassenResultKernel?
    for kernel in kernels {
      if case .strassenOperands(let run) = kernel.entry { operands = run }
      if case .strassenResults(let run) = kernel.entry { results = run }
    }
    guard let operands, let results else {
      preconditionFailure("every level lists the sums of Strassen's form")
    }
    return (operands, results)
  }

  /// The level's bilinear resize.
  public var resize: (KernelDescriptor, ResizeKernel) {
    for kernel in kernels {
      if case .resize(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a resize")
  }

  /// The level's loop that measures arithmetic.
  var peakLoop: (KernelDescriptor, PeakLoopKernel) {
    for kernel in kernels {
      if case .peakLoop(let run) = kernel.entry { return (kernel, run) }
    }
    preconditionFailure("every level lists a peak loop")
  }
}
