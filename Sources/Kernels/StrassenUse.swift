/// Choice of the pointwise convolutions that take Strassen's form.
enum StrassenUse: Sendable {
  case never, whereFaster, always
}

extension KernelList {
  /// Tells whether a pointwise convolution of so many input and output channels should take
  /// Strassen's form.
  ///
  /// The multiply-adds saved grow with depth * channels, the sums paid with depth + channels. And for each
  /// block of pixels all weights pass by, seven quarters of them: beyond half a 1 MB L2 they come from
  /// further away, which takes longer than what is saved.
  public func prefersStrassen(depth: Int, channelCount: Int) -> Bool {
    guard depth > 1, channelCount > 1 else { return false }
    switch strassenUse {
    case .never: return false
    case .always: return true
    case .whereFaster:
      let (product, overflow) = depth.multipliedReportingOverflow(by: channelCount)
      return !overflow && product <= (512 << 10) / 7 && product >= 80 * (depth + channelCount)
    }
  }
}
