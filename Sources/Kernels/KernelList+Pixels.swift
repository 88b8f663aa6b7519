import KernelInterface

// The level's kernels on pixels: every level lists one of each.
extension KernelList {
  /// The joint bilateral filter; `isProduct` as in `KernelSink.jointBilateral`.
  public func jointBilateral(isProduct: Bool) -> JointBilateralKernel {
    for kernel in kernels {
      if case .jointBilateral(isProduct) = kernel.family,
        case .jointBilateral(let run) = kernel.entry
      {
        return run
      }
    }
    preconditionFailure("every level lists both joint bilateral filters")
  }

  /// Pixels to planes.
  public var unpack: UnpackKernel {
    for kernel in kernels {
      if case .unpack(let run) = kernel.entry { return run }
    }
    preconditionFailure("every level lists unpack")
  }

  /// Mask cells to pixels.
  public var expand: ExpandKernel {
    for kernel in kernels {
      if case .expand(let run) = kernel.entry { return run }
    }
    preconditionFailure("every level lists expand")
  }

  /// A frame on a background.
  public func blend(_ operation: BlendOperation) -> BlendKernel {
    for kernel in kernels {
      if case .blend(operation) = kernel.family, case .blend(let run) = kernel.entry { return run }
    }
    preconditionFailure("every level lists \(operation)")
  }
}
