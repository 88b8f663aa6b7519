import Kernels

/// A finished mask at the output's size: bilinear, or as it is where the sizes agree.
///
/// `@unchecked Sendable`: constant but for the resampler, whose runs write disjoint rows.
final class ScaledMaskFilter: @unchecked Sendable {
  private let width: Int
  private let height: Int
  private let resampler: MaskResampler?

  /// Prepares for masks and outputs of one size.
  ///
  /// - Precondition: sizes are positive.
  init(
    maskWidth: Int, maskHeight: Int, width: Int, height: Int, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    precondition(
      maskWidth > 0 && maskHeight > 0 && width > 0 && height > 0,
      "expected positive sizes, found \(maskWidth)x\(maskHeight) and \(width)x\(height)")
    self.width = width
    self.height = height
    guard maskWidth != width || maskHeight != height else {
      resampler = nil
      return
    }
    resampler = MaskResampler(
      columns: .bilinear(
        inputCount: maskWidth, outputCount: width, step: Double(maskWidth) / Double(width)),
      rows: .bilinear(
        inputCount: maskHeight, outputCount: height, step: Double(maskHeight) / Double(height)),
      threadCount: threadCount, instructionSet: instructionSet)
  }

  /// Writes this thread's share of the output. Allocates nothing.
  func run(mask: Rows<UInt8>, output: Rows<UInt8>, on context: ThreadContext) {
    if let resampler { return resampler.run(mask: mask, output: output, on: context) }
    precondition(
      mask.width == width && mask.height == height && output.width == width
        && output.height == height,
      "expected masks of \(width)x\(height), found \(mask.width)x\(mask.height) and "
        + "\(output.width)x\(output.height)")
    for y in context.share(of: height) {
      output.row(y).update(from: mask.row(y), count: width)
    }
  }
}
