import Kernels
import Platform

extension ResamplingTaps {
  /// The same followed by a Gaussian over the outputs, of a standard deviation of `sigma` outputs,
  /// where outputs beyond the ends repeat the last. At each end up to 1/2000 of the weight is left out.
  func smoothed(sigma: Double) -> ResamplingTaps {
    guard sigma > 0 else { return self }
    let radius = Int((4 * sigma).rounded(.up))
    let gaussian = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    var result = ResamplingTaps(inputCount: inputCount)
    var sums = [Double](repeating: 0, count: inputCount)
    for output in 0..<outputCount {
      let low = starts[max(output - radius, 0)]
      let lastOutput = min(output + radius, outputCount - 1)
      let end = starts[lastOutput] + weights[lastOutput].count
      for input in low..<end { sums[input] = 0 }
      for offset in -radius...radius {
        let neighbor = min(max(output + offset, 0), outputCount - 1)
        for (tap, weight) in weights[neighbor].enumerated() {
          sums[starts[neighbor] + tap] += gaussian[offset + radius] * weight
        }
      }
      result.appendTrimmed(start: low, Array(sums[low..<end]))
    }
    return result
  }

  private mutating func appendTrimmed(start: Int, _ unscaled: [Double]) {
    let limit = unscaled.reduce(0, +) / 2000
    var (first, last) = (0, unscaled.count - 1)
    var (head, tail) = (unscaled[first], unscaled[last])
    while head < limit {
      first += 1
      head += unscaled[first]
    }
    while tail < limit {
      last -= 1
      tail += unscaled[last]
    }
    append(start: start + first, Array(unscaled[first...last]))
  }
}
