import KernelInterface

extension Reference {
  /// One panel of `width` output channels at `pixelCount` pixels; see `ConvolutionArguments`.
  public static func convolution(_ arguments: ConvolutionArguments, width: Int) {
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
        output[channel] = finish(
          sum, arguments.activation, residual: residual?[channel], arguments.finalLower,
          arguments.finalUpper)
      }
    }
  }
}
