import KernelInterface

extension Reference {
  /// One panel of `width` output channels at `pixelCount` pixels; see `ConvolutionArguments`. If it
  /// `isSplit`, the upper half of the channels goes `upperHalfOffset` behind the lower.
  public static func convolution(
    _ arguments: ConvolutionArguments, width: Int, isSplit: Bool = false
  ) {
    for pixel in 0..<arguments.pixelCount {
      let gaps = (arguments.column + pixel) / arguments.rowLength
      let output =
        arguments.output + (pixel * arguments.outputPixelStride + gaps * arguments.outputRowGap)
      let residual = arguments.residual.map {
        $0 + (pixel * arguments.residualPixelStride + gaps * arguments.residualRowGap)
      }
      for channel in 0..<width {
        var sum = Double(arguments.weights[channel])
        var weight = arguments.weights + (width + channel)
        for segment in 0..<arguments.segmentCount {
          let start = pixel * arguments.inputPixelStride + arguments.segmentOffsets[segment]
          for tap in 0..<arguments.segmentLength {
            sum += Double(arguments.input[start + tap]) * Double(weight.pointee)
            weight += width
          }
        }
        let isUpper = isSplit && channel >= width / 2
        let place = isUpper ? arguments.upperHalfOffset + channel - width / 2 : channel
        output[place] = finish(
          sum, arguments.activation, residual: residual?[channel], arguments.finalLower,
          arguments.finalUpper)
      }
    }
  }
}
