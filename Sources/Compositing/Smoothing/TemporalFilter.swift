/// What a step of a smoother sees: planes of one size.
struct SmoothingStep {
  /// The frame's mask, in levels.
  let mask: Rows<UInt8>
  /// The frame's brightness.
  let picture: Rows<UInt8>
  /// The brightness of the frame before.
  let previousPicture: Rows<UInt8>
  /// The result of the frame before, in levels; becomes that of this frame.
  let state: Rows<Float>
}

/// One method of smoothing, with what it remembers beside the result.
protocol TemporalFilter: AnyObject {
  /// Whether the pictures are looked at.
  var needsPicture: Bool { get }
  /// Takes a frame in. Allocates nothing.
  func apply(_ step: SmoothingStep)
  /// Forgets what it remembers; the state has just become the first frame's mask.
  func reset()
}

extension TemporalFilter {
  func reset() {}
}
