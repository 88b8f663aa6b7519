/// Meaning of mask values where a frame is blended over a background that is made of it.
struct BlurBlendRule {
  /// Limits of the soft edge, 0...1; equal ones make a hard edge, above which the person is.
  let coverage: ClosedRange<Float>
  /// Whether the frame's share rises in a straight line between the limits, and not by a smooth step.
  let isLinear: Bool
  /// The largest mask value for which nothing of the frame is seen; -1: none.
  let lastClear: Int
  /// The least mask value for which only the frame is seen; 256: none.
  let firstOpaque: Int

  init(_ coverage: ClosedRange<Float>, isLinear: Bool = false) {
    self.coverage = coverage
    self.isLinear = isLinear
    lastClear = (0...255).last { Float($0) / 255 <= coverage.lowerBound } ?? -1
    firstOpaque =
      coverage.lowerBound == coverage.upperBound
      ? lastClear + 1 : (0...255).first { Float($0) / 255 >= coverage.upperBound } ?? 256
  }
}
