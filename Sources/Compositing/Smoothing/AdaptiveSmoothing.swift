/// s += gain (m - s), with the larger of the gains of `MotionGain` and `MaskChange`.
final class AdaptiveSmoothing {
  private let motion: MotionGain
  private let change: MaskChange
  private let gains: Plane<Float>

  init(width: Int, height: Int) {
    motion = MotionGain(width: width, height: height)
    change = MaskChange(width: width, height: height)
    gains = Plane(width: width, height: 1)
  }

  /// Takes a frame in. Allocates nothing.
  func apply(_ step: SmoothingStep) {
    motion.measure(step.picture, step.previousPicture)
    change.measure(step.mask, step.state)
    let gains = gains.rows.row(0)
    for y in 0..<step.mask.height {
      motion.writeRow(y, to: gains)
      change.raise(gains, row: y)
      let (changes, state) = (change.row(y), step.state.row(y))
      for x in 0..<step.mask.width { state[x] += gains[x] * changes[x] }
    }
  }
}

/// View of a smoother's step: planes of one size.
package struct SmoothingStep {
  /// The frame's mask, in levels.
  package let mask: Rows<UInt8>
  /// The frame's brightness.
  package let picture: Rows<UInt8>
  /// The brightness of the frame before.
  package let previousPicture: Rows<UInt8>
  /// The result of the frame before, in levels; becomes that of this frame.
  package let state: Rows<Float>

  package init(
    mask: Rows<UInt8>, picture: Rows<UInt8>, previousPicture: Rows<UInt8>, state: Rows<Float>
  ) {
    self.mask = mask
    self.picture = picture
    self.previousPicture = previousPicture
    self.state = state
  }
}
