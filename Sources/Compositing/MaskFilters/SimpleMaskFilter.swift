import Kernels

/// Enlarges a mask and blurs its edges: bilinear to the output's size, then a Gaussian there.
///
/// Both are one linear map, so its weights are worked out once from mask samples to output samples. At
/// the borders the Gaussian sees the last sample repeated: nothing fades. Source: the Canvas 2D
/// pipeline of Volcomix/virtual-background, which blurs by 4 pixels for pictures as background and by 8
/// for a blurred background, and fades at the borders.
///
/// `@unchecked Sendable`: see `MaskResampler`.
final class SimpleMaskFilter: @unchecked Sendable {
  /// Standard deviations that are allowed, in output pixels.
  static let sigmaRange = 0.0...32.0

  private let resampler: MaskResampler

  /// Prepares for masks and outputs of one size.
  ///
  /// - Precondition: sizes are positive, `sigmaPixels` is in `sigmaRange`.
  init(
    maskWidth: Int, maskHeight: Int, width: Int, height: Int, sigmaPixels: Double, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    precondition(
      Self.sigmaRange.contains(sigmaPixels),
      "expected a standard deviation of \(Self.sigmaRange) pixels, found \(sigmaPixels)")
    func taps(_ inputCount: Int, _ outputCount: Int) -> ResamplingTaps {
      precondition(
        inputCount > 0 && outputCount > 0,
        "expected positive sizes, found \(inputCount) and \(outputCount)")
      return .bilinear(
        inputCount: inputCount, outputCount: outputCount,
        step: Double(inputCount) / Double(outputCount)
      ).smoothed(sigma: sigmaPixels)
    }
    resampler = MaskResampler(
      columns: taps(maskWidth, width), rows: taps(maskHeight, height), threadCount: threadCount,
      instructionSet: instructionSet)
  }

  /// Writes this thread's share of the output. Allocates nothing.
  ///
  /// - Parameters:
  ///   - mask: coverages of the mask's size, 0...255.
  ///   - output: coverages of the output's size.
  func run(mask: Rows<UInt8>, output: Rows<UInt8>, on context: ThreadContext) {
    resampler.run(mask: mask, output: output, on: context)
  }
}
