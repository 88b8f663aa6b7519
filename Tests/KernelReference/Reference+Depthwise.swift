import KernelInterface

extension Reference {
  /// One output row of all channels, with weights packed for `lanes`; see `DepthwiseArguments`.
  public static func depthwise(_ arguments: DepthwiseArguments, lanes: Int) {
    let tapCount = arguments.filterHeight * arguments.filterWidth
    var block = arguments.weights
    var first = 0
    var width = lanes
    while first < arguments.channelCount {
      while width > arguments.channelCount - first { width /= 2 }
      for pixel in 0..<arguments.pixelCount {
        for channel in first..<(first + width) {
          var sum = Double(block[channel - first])
          for tap in 0..<tapCount {
            let (y, x) = tap.quotientAndRemainder(dividingBy: arguments.filterWidth)
            let place =
              y * arguments.inputRowStride + pixel * arguments.inputPixelStride
              + x * arguments.tapStride + channel
            sum +=
              Double(arguments.input[place]) * Double(block[(tap + 1) * width + channel - first])
          }
          let residual = arguments.residual?[pixel * arguments.residualPixelStride + channel]
          arguments.output[pixel * arguments.outputPixelStride + channel] = finish(
            sum, arguments.activation, residual: residual, arguments.finalLower,
            arguments.finalUpper)
        }
      }
      first += width
      block += width * (tapCount + 1)
    }
  }
}
