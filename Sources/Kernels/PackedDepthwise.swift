import KernelInterface
public import Memory

/// The weights of a depthwise convolution in blocks of channels, and the kernel they go to.
public struct PackedDepthwise: Sendable {
  /// Blocks of the kernel's lanes, then of ever smaller powers of two; see `DepthwiseArguments`.
  public let weights: FixedArray<Float>
  /// The kernel.
  public let kernel: DepthwiseKernel
  /// Function to call.
  public let run: KernelFunction<DepthwiseArguments>

  /// Chooses a kernel and packs.
  ///
  /// - Parameters:
  ///   - weights: `[filterHeight * filterWidth, channelCount]`, as TFLite stores them.
  ///   - bias: `[channelCount]`, or empty for none.
  ///   - strideWidth: the horizontal stride; a fixed kernel is chosen for it if there is one.
  ///   - isDilated: whether taps of a row are more than one pixel apart.
  public init(
    weights: [Float], bias: [Float], channelCount: Int, filterHeight: Int, filterWidth: Int,
    strideWidth: Int, isDilated: Bool, kernels: KernelList
  ) {
    let tapCount = filterHeight * filterWidth
    precondition(weights.count == channelCount * tapCount)
    precondition(bias.isEmpty || bias.count == channelCount)
    let fixedSize = filterHeight == filterWidth && !isDilated ? filterHeight : 0
    kernel = kernels.depthwiseKernel(size: fixedSize, stride: strideWidth)
    run = kernel.run
    let lanes = kernel.lanes
    self.weights = FixedArray<Float>(count: channelCount * (tapCount + 1)) { packed in
      var channel = 0
      var width = lanes
      while channel < channelCount {
        while width > channelCount - channel { width /= 2 }
        let block = channel * (tapCount + 1)
        for lane in 0..<width {
          packed[block + lane] = bias.isEmpty ? 0 : bias[channel + lane]
          for tap in 0..<tapCount {
            packed[block + (tap + 1) * width + lane] = weights[tap * channelCount + channel + lane]
          }
        }
        channel += width
      }
    }
  }
}

extension KernelList {
  /// The kernel made for a filter, or the one that takes any.
  fileprivate func depthwiseKernel(size: Int, stride: Int) -> DepthwiseKernel {
    let fixed = depthwise.first {
      size > 0 && $0.filter.size == size && $0.filter.stride == stride
    }
    guard let kernel = fixed ?? depthwise.last(where: { $0.filter.size == 0 }) else {
      preconditionFailure("expected a depthwise kernel for any filter at every level, found none")
    }
    return kernel
  }
}
