/// Coefficients of each output sample of a resampling, along one axis:
/// output[i] = sum over k of weights[i][k] * input[starts[i] + k].
///
/// Sample centers lie at halves. Weights add up to 1, and all inputs that are named exist.
package struct ResamplingTaps {
  /// Samples that are resampled, at least 1.
  package let inputCount: Int
  /// The first input of each output.
  package private(set) var starts: [Int] = []
  /// Of each output, at least one weight.
  package private(set) var weights: [[Double]] = []

  /// Output samples.
  package var outputCount: Int { starts.count }

  /// The most inputs of an output.
  package var depth: Int { weights.reduce(1) { max($0, $1.count) } }

  /// Whether each output is one input as it is.
  package var isSelection: Bool { weights.allSatisfy { $0 == [1] } }

  /// No outputs yet.
  package init(inputCount: Int) { self.inputCount = inputCount }

  /// Appends an output of weights that need not add up to 1.
  package mutating func append(start: Int, _ unscaled: [Double]) {
    let sum = unscaled.reduce(0, +)
    starts.append(start)
    weights.append(unscaled.map { $0 / sum })
  }

  /// `area` where outputs are more than `largestStep` inputs apart, else `bilinear`; output i begins at
  /// `origin + i * step`, in inputs from the first one's outer edge.
  package static func scaled(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double, largestStep: Double
  ) -> ResamplingTaps {
    step > largestStep
      ? area(inputCount: inputCount, outputCount: outputCount, origin: origin, step: step)
      : bilinear(inputCount: inputCount, outputCount: outputCount, origin: origin, step: step)
  }

  /// Linear interpolation at the middle of each output.
  package static func bilinear(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double
  ) -> ResamplingTaps {
    var taps = ResamplingTaps(inputCount: inputCount)
    for output in 0..<outputCount {
      let position = origin + (Double(output) + 0.5) * step - 0.5
      // What rounding leaves of a whole position is no fraction.
      let whole = position.rounded()
      let tap = LinearTap(at: abs(position - whole) < 1e-9 ? whole : position, of: inputCount)
      let isOne = tap.fraction == 0 || tap.first == tap.second
      taps.starts.append(tap.first)
      taps.weights.append(isOne ? [1] : [1 - tap.fraction, tap.fraction])
    }
    return taps
  }

  /// The mean of what each output covers, with shares of samples at both ends.
  package static func area(
    inputCount: Int, outputCount: Int, origin: Double = 0, step: Double
  ) -> ResamplingTaps {
    var taps = ResamplingTaps(inputCount: inputCount)
    for output in 0..<outputCount {
      let range = CoveredRange(
        from: origin + Double(output) * step, to: origin + Double(output + 1) * step,
        of: inputCount)
      var covered = [range.firstCoverage]
      if range.last > range.first {
        covered += Array(repeating: 1, count: range.last - range.first - 1) + [range.lastCoverage]
      }
      taps.append(start: range.first, covered.reduce(0, +) > 0 ? covered : [1])
    }
    return taps
  }
}

extension ResamplingTaps {
  /// The input under the middle of each output: `floor((x + 1/2) * inputCount / outputCount)`.
  package static func nearest(from inputCount: Int, to outputCount: Int) -> [Int] {
    let (inputs, outputs) = (Int64(inputCount), Int64(outputCount))
    return (0..<outputs).map { Int(($0 * 2 + 1) * inputs / (outputs * 2)) }
  }
}

/// The two neighbors that an output sample is interpolated from, along one axis.
package struct LinearTap: Sendable {
  /// Index of the lower neighbor.
  package let first: Int
  /// Index of the upper neighbor; equal to `first` beyond the ends.
  package let second: Int
  /// Weight of the upper neighbor, 0...1.
  package let fraction: Double

  /// The tap at a position, in inputs from the first one's middle; beyond the ends the last repeats.
  package init(at position: Double, of inputCount: Int) {
    let limits = -1...Double(inputCount)
    let lower = Int(min(max(position, limits.lowerBound), limits.upperBound).rounded(.down))
    first = max(0, min(inputCount - 1, lower))
    second = max(0, min(inputCount - 1, lower + 1))
    fraction = max(0, min(1, position - Double(first)))
  }

  /// The taps that resize `inputCount` samples to `outputCount`: output `x` looks at
  /// `(x + 1/2) * inputCount / outputCount - 1/2`. No prefilter: shrinking skips samples.
  package static func taps(from inputCount: Int, to outputCount: Int) -> [LinearTap] {
    (0..<outputCount).map { output in
      LinearTap(
        at: (Double(output) + 0.5) * Double(inputCount) / Double(outputCount) - 0.5,
        of: inputCount)
    }
  }
}

/// The input samples that an output sample covers along one axis.
package struct CoveredRange: Sendable {
  /// Index of the first covered sample, and how much of it is covered.
  package let first: Int
  package let firstCoverage: Double
  /// Index of the last covered sample, and how much of it is covered: 0 when it is also the first.
  package let last: Int
  package let lastCoverage: Double

  /// Returns what lies between two positions, counted from the first input's outer edge. Inputs are `length`
  /// apart; where all numbers are whole, nothing is rounded.
  init(from start: Double, to end: Double, of inputCount: Int, length: Double = 1) {
    let total = Double(inputCount) * length
    let (start, end) = (min(max(start, 0), total), min(max(end, 0), total))
    func coverage(_ input: Int) -> Double {
      max(0, min(end, Double(input + 1) * length) - max(start, Double(input) * length))
    }
    first = min(Int(start / length + 1e-9), inputCount - 1)
    last = max(min(Int((end / length - 1e-9).rounded(.up)), inputCount) - 1, first)
    firstCoverage = coverage(first)
    lastCoverage = last == first ? 0 : coverage(last)
  }

  /// The ranges that resize `inputCount` samples to `outputCount`. Coverage is counted in whole units: an
  /// input sample has `outputCount` of them and an output sample `inputCount`.
  package static func ranges(from inputCount: Int, to outputCount: Int) -> [CoveredRange] {
    (0..<outputCount).map { output in
      let start = Double(output) * Double(inputCount)
      return CoveredRange(
        from: start, to: start + Double(inputCount), of: inputCount, length: Double(outputCount))
    }
  }
}
