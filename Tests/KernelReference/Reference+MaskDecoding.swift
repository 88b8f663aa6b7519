import Glibc
import KernelInterface

extension Reference {
  /// A model's output to coverage; see `MaskDecodingArguments`.
  public static func maskDecoding(_ arguments: MaskDecodingArguments) {
    for index in 0..<arguments.count {
      let value: Double
      switch arguments.kind {
      case .identity:
        value = Double(arguments.input[index])
      case .sigmoid:
        value = 1 / (1 + exp(-Double(arguments.input[index])))
      case .softmax2:
        let background = Double(arguments.input[2 * index])
        value = 1 / (1 + exp(background - Double(arguments.input[2 * index + 1])))
      }
      let coverage = value > 0 ? min(value, 1) : 0
      arguments.floats?[index] = Float(coverage)
      arguments.bytes?[index] = nearestByte(coverage * 255)
    }
  }
}
