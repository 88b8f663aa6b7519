/// The two neighbors that an output sample is interpolated from, along one axis.
struct LinearTap: Sendable {
  /// Index of the lower neighbor.
  let first: Int

  /// Index of the upper neighbor; equal to `first` at the far edge.
  let second: Int

  /// Weight of the upper neighbor, 0...1.
  let fraction: Float

  /// The taps that resize `inputCount` samples to `outputCount`.
  ///
  /// Sample centers lie at halves, so output `x` looks at `(x + 1/2) * inputCount / outputCount -
  /// 1/2`, clamped to the input. No prefilter: shrinking skips samples.
  static func taps(from inputCount: Int, to outputCount: Int) -> [LinearTap] {
    (0..<outputCount).map { output in
      let center = (Double(output) + 0.5) * Double(inputCount) / Double(outputCount) - 0.5
      let position = min(max(center, 0), Double(inputCount - 1))
      let first = Int(position)
      return LinearTap(
        first: first, second: min(first + 1, inputCount - 1),
        fraction: Float(position - Double(first)))
    }
  }
}
