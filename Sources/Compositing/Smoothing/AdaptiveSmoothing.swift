/// s += gain (m - s), with the larger of the gains of `MotionGain` and `MaskChange`.
final class AdaptiveSmoothing: TemporalFilter {
  private let motion: MotionGain
  private let change: MaskChange
  private let gains: Plane<Float>

  let needsPicture = true

  init(width: Int, height: Int) {
    motion = MotionGain(width: width, height: height)
    change = MaskChange(width: width, height: height)
    gains = Plane(width: width, height: 1)
  }

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
