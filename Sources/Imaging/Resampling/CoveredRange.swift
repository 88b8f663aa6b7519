/// The input samples that an output sample covers along one axis.
///
/// Coverage is counted in whole units: an input sample has `outputCount` of them and an output
/// sample `inputCount`, so that no border is ever rounded.
struct CoveredRange: Sendable {
  /// Index of the first covered sample, and its covered units.
  let first: Int
  let firstCoverage: UInt64

  /// Index of the last covered sample, and its covered units: 0 when it is also the first.
  let last: Int
  let lastCoverage: UInt64

  /// The ranges that resize `inputCount` samples to `outputCount`.
  static func ranges(from inputCount: Int, to outputCount: Int) -> [CoveredRange] {
    (0..<outputCount).map { output in
      let start = output * inputCount
      let end = start + inputCount
      let first = start / outputCount
      let last = (end - 1) / outputCount
      return CoveredRange(
        first: first, firstCoverage: UInt64(min(end, (first + 1) * outputCount) - start),
        last: last, lastCoverage: first == last ? 0 : UInt64(end - last * outputCount))
    }
  }
}
