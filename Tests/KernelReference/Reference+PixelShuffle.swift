import KernelInterface

extension Reference {
  /// Another order of bytes; see `PixelShuffleArguments`.
  public static func pixelShuffle(_ arguments: PixelShuffleArguments) {
    for pixel in 0..<arguments.pixelCount {
      switch arguments.kind {
      case .swapRedBlue:
        for (to, from) in [2, 1, 0, 3].enumerated() {
          arguments.output[4 * pixel + to] = arguments.input[4 * pixel + from]
        }
      case .addAlpha:
        for channel in 0..<3 {
          arguments.output[4 * pixel + channel] = arguments.input[3 * pixel + channel]
        }
        arguments.output[4 * pixel + 3] = 255
      case .dropAlpha:
        for channel in 0..<3 {
          arguments.output[3 * pixel + channel] = arguments.input[4 * pixel + channel]
        }
      }
    }
  }
}
