import Kernels

/// Frames at another size, for working on fewer pixels: the mean of what a pixel covers along an axis
/// that shrinks, bilinear along one that grows.
///
/// `@unchecked Sendable`: see `PixelResampler`.
final class FrameScaler: @unchecked Sendable {
  private let resampler: PixelResampler

  /// Prepares for frames and outputs of one size.
  ///
  /// - Precondition: sizes are positive.
  init(
    frameWidth: Int, frameHeight: Int, width: Int, height: Int, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    func taps(_ inputCount: Int, _ outputCount: Int) -> ResamplingTaps {
      precondition(
        inputCount > 0 && outputCount > 0,
        "expected positive sizes, found \(inputCount) and \(outputCount)")
      return .scaled(
        inputCount: inputCount, outputCount: outputCount,
        step: Double(inputCount) / Double(outputCount), largestStep: 1)
    }
    resampler = PixelResampler(
      columns: taps(frameWidth, width), rows: taps(frameHeight, height), threadCount: threadCount,
      instructionSet: instructionSet)
  }

  /// Writes this thread's share of the output. Allocates nothing.
  func run(frame: Rows<UInt32>, output: Rows<UInt32>, on context: ThreadContext) {
    resampler.run(frame: frame, output: output, on: context)
  }
}
