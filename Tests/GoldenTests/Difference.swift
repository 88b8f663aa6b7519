import Foundation

/// Distance of outputs from a golden: the largest absolute difference of raw values and of
/// probabilities after decoding (nil when the outputs are none), and at how many pixels another
/// channel is the largest although the two largest values are more than 1e-3 apart.
struct Difference {
  static let rawTolerance = 5e-4
  static let probabilityTolerance = 1e-4
  static let tieTolerance: Float = 1e-3

  var raw = 0.0
  var probability: Double?
  var changedPixelCount = 0

  /// Compares the outputs of a run with the golden's.
  ///
  /// - Precondition: the shapes are the same.
  init(_ outputs: [[Float]], from golden: Golden) throws {
    for ((description, expected), whole) in zip(zip(golden.outputs, try golden.values()), outputs) {
      let found = description.stored(whole)
      let channels = description.shape.last ?? 1
      raw = max(raw, largestDifference(expected, found))
      if let a = probabilities(expected, channels, golden.decoding),
        let b = probabilities(found, channels, golden.decoding)
      {
        probability = max(probability ?? 0, largestDifference(a, b))
      }
      guard channels > 1 else { continue }
      let expectedChannels =
        description.largestChannelRuns.map(expandedRuns) ?? largestChannels(expected, channels)
      changedPixelCount += zip(expectedChannels, 0...).count { expected, pixel in
        let values = whole[pixel * channels..<(pixel + 1) * channels]
        let largest = values.max() ?? .nan
        return !(largest - values[values.startIndex + expected] <= Self.tieTolerance)
      }
    }
  }

  /// Compares whole outputs with what double precision gives.
  ///
  /// - Precondition: as many elements each.
  init(_ outputs: [[Float]], truth: [[Double]], of golden: Golden) {
    for ((description, truth), output) in zip(zip(golden.outputs, truth), outputs) {
      let channels = description.shape.last ?? 1
      raw = max(raw, largestDifference(truth, output.map(Double.init)))
      if let a = probabilities(truth, channels, golden.decoding),
        let b = probabilities(output, channels, golden.decoding)
      {
        probability = max(probability ?? 0, largestDifference(a, b))
      }
    }
  }

  /// Whether all of it is within the tolerances.
  var isWithinTolerance: Bool {
    raw <= Self.rawTolerance && (probability ?? 0) <= Self.probabilityTolerance
      && changedPixelCount == 0
  }
}

/// The largest absolute difference; infinity when one is NaN and the other is not, or both are.
private func largestDifference<Value: BinaryFloatingPoint>(_ a: [Value], _ b: [Value]) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(Double(pair.0) - Double(pair.1))
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Probabilities in Double, or nil when the outputs are none.
private func probabilities<Value: BinaryFloatingPoint>(
  _ values: [Value], _ channels: Int, _ decoding: Golden.Decoding
) -> [Double]? {
  switch decoding {
  case .none: return nil
  case .probability: return values.map { Double($0) }
  case .sigmoid: return values.map { 1 / (1 + exp(-Double($0))) }
  case .softmax:
    return stride(from: 0, to: values.count, by: channels).flatMap { start in
      let pixel = values[start..<start + channels].map { Double($0) }
      let largest = pixel.max() ?? 0
      let exponentials = pixel.map { exp($0 - largest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }
}

/// The first channel with the largest value at each pixel.
private func largestChannels(_ values: [Float], _ channels: Int) -> [Int] {
  stride(from: 0, to: values.count, by: channels).map { start in
    let pixel = values[start..<start + channels]
    return (pixel.firstIndex(of: pixel.max() ?? .nan) ?? start) - start
  }
}

/// Channel, count, channel, count ... as one channel a pixel.
private func expandedRuns(_ runs: [Int]) -> [Int] {
  stride(from: 0, to: runs.count - 1, by: 2).flatMap { index in
    repeatElement(runs[index], count: runs[index + 1])
  }
}
