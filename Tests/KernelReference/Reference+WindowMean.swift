import KernelInterface

extension Reference {
  /// The scaled sum of a window, channel by channel; see `WindowMeanArguments`.
  public static func windowMean(_ arguments: WindowMeanArguments) {
    for channel in 0..<arguments.channelCount {
      var sum = 0.0
      for y in 0..<arguments.rowCount {
        for x in 0..<arguments.columnCount {
          sum += Double(
            arguments.input[y * arguments.inputRowStride + x * arguments.inputPixelStride + channel]
          )
        }
      }
      arguments.output[channel] =
        Float(activate(Double(arguments.scale) * sum, arguments.activation))
    }
  }
}
