import Platform

/// What each output sample of a resampling is made of, along one axis:
/// output[i] = sum over k of weights[i][k] * input[starts[i] + k].
///
/// Sample centres lie at halves. Weights add up to 1, and all inputs that are named exist.
struct ResamplingTaps {
  /// Samples that are resampled, at least 1.
  let inputCount: Int
  /// The first input of each output.
  private(set) var starts: [Int] = []
  /// Of each output, at least one weight.
  private(set) var weights: [[Double]] = []

  var outputCount: Int { starts.count }

  /// The most inputs of an output.
  var depth: Int { weights.reduce(1) { max($0, $1.count) } }

  /// Whether each output is one input as it is.
  var isSelection: Bool { weights.allSatisfy { $0 == [1] } }

  /// Linear interpolation between the two nearest samples, clamped at the ends. Output i is
  /// at `origin + (i + 1/2) * step`, in inputs from the first one's outer edge.
  static func bilinear(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double
  ) -> ResamplingTaps {
    var taps = ResamplingTaps(inputCount: inputCount)
    for output in 0..<outputCount {
      let centre = origin + (Double(output) + 0.5) * step - 0.5
      let position = min(max(centre, 0), Double(inputCount - 1))
      // What rounding leaves of a whole position is no fraction.
      let whole = position.rounded()
      let lower = abs(position - whole) < 1e-9 ? whole : position.rounded(.down)
      let fraction = abs(position - whole) < 1e-9 ? 0 : position - lower
      taps.starts.append(Int(lower))
      taps.weights.append(fraction == 0 ? [1] : [1 - fraction, fraction])
    }
    return taps
  }

  /// The mean of what each output covers: `origin + i * step ... origin + (i + 1) * step`, with shares
  /// of samples at both ends.
  static func area(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double
  ) -> ResamplingTaps {
    var taps = ResamplingTaps(inputCount: inputCount)
    for output in 0..<outputCount {
      let start = min(max(origin + Double(output) * step, 0), Double(inputCount))
      let end = min(max(origin + Double(output + 1) * step, 0), Double(inputCount))
      let first = min(Int(start + 1e-9), inputCount - 1)
      let last = max(min(Int((end - 1e-9).rounded(.up)), inputCount), first + 1)
      var covered = (first..<last).map { max(0, min(end, Double($0 + 1)) - max(start, Double($0))) }
      if covered.reduce(0, +) <= 0 { covered = [1] }
      taps.append(start: first, covered)
    }
    return taps
  }

  /// `area` where outputs are more than `largestStep` inputs apart, else `bilinear`.
  static func scaled(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double, largestStep: Double
  ) -> ResamplingTaps {
    step > largestStep
      ? area(inputCount: inputCount, outputCount: outputCount, origin: origin, step: step)
      : bilinear(inputCount: inputCount, outputCount: outputCount, origin: origin, step: step)
  }

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
        let neighbour = min(max(output + offset, 0), outputCount - 1)
        for (tap, weight) in weights[neighbour].enumerated() {
          sums[starts[neighbour] + tap] += gaussian[offset + radius] * weight
        }
      }
      result.appendTrimmed(start: low, Array(sums[low..<end]))
    }
    return result
  }

  private init(inputCount: Int) { self.inputCount = inputCount }

  private mutating func append(start: Int, _ unscaled: [Double]) {
    let sum = unscaled.reduce(0, +)
    starts.append(start)
    weights.append(unscaled.map { $0 / sum })
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
