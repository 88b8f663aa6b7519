import Compositing

/// s += gain (m - s), the same gain everywhere and always.
final class ExponentialSmoothing: SmoothingFilter {
  private let gain: Float = 0.6

  func apply(_ step: SmoothingStep) {
    for y in 0..<step.mask.height {
      let (mask, state) = (step.mask.row(y), step.state.row(y))
      for x in 0..<step.mask.width { state[x] += gain * (Float(mask[x]) - state[x]) }
    }
  }
}
