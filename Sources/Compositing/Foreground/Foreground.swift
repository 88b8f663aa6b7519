import Threads

/// The person's own colors at soft edges: `ForegroundEstimation` with the shares that blending will use.
final class Foreground: Sendable {
  private let estimation: ForegroundEstimation
  private let alpha: Plane<UInt8>
  private let colors: Plane<UInt32>

  /// The frame with the person's own colors where the mask is soft.
  var rows: Rows<UInt32> { colors.rows }

  init(_ sizes: CompositorSizes) {
    estimation = ForegroundEstimation(
      width: sizes.width, height: sizes.height, instructionSet: sizes.instructionSet,
      threadCount: sizes.threadCount)
    alpha = Plane(width: sizes.width, height: sizes.height)
    colors = Plane(width: sizes.width, height: sizes.height)
  }

  /// All threads of a run call it; the colors are complete once they have met.
  func run(
    frame: Rows<UInt32>, mask: Rows<UInt8>, rule: BlendRule, on context: ThreadContext
  ) {
    let shares = InlineArray<256, UInt8> { value in
      UInt8((rule.share(Float(value)) * 255).rounded())
    }
    for y in context.share(of: mask.height) {
      let (source, target) = (mask.row(y), alpha.rows.row(y))
      for x in 0..<mask.width { target[x] = shares[Int(source[x])] }
    }
    context.synchronize()
    estimation.run(frame: frame, alpha: alpha.rows, foreground: colors.rows, on: context)
  }
}
