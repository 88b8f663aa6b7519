import Compositing

/// The 1 euro filter (Casiez, Roussel and Vogel 2012) for every cell: an exponential filter whose
/// cutoff frequency is minimumCutoff + beta |speed|, where the speed is that of the signal, itself
/// smoothed. Frequencies are in cycles per frame, speeds in levels per frame.
final class OneEuroSmoothing: SmoothingFilter {
  /// The cutoff while nothing moves.
  private let minimumCutoff: Float = 0.04
  /// Cutoff that a level per frame adds.
  private let beta: Float = 0.006
  /// The cutoff of the speed.
  private let speedCutoff: Float = 0.16
  private let speed: Plane<Float>

  init(width: Int, height: Int) { speed = Plane(width: width, height: height) }

  /// The gain of a cutoff f is 2 pi f / (2 pi f + 1).
  func apply(_ step: SmoothingStep) {
    let speedGain = 2 * .pi * speedCutoff / (2 * .pi * speedCutoff + 1)
    for y in 0..<step.mask.height {
      let (mask, state, speed) = (step.mask.row(y), step.state.row(y), speed.rows.row(y))
      for x in 0..<step.mask.width {
        let change = Float(mask[x]) - state[x]
        let smoothSpeed = speed[x] + speedGain * (change - speed[x])
        speed[x] = smoothSpeed
        let cutoff = 2 * .pi * (minimumCutoff + beta * smoothSpeed.magnitude)
        state[x] += cutoff / (cutoff + 1) * change
      }
    }
  }
}
