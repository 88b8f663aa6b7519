/// Counts of durations in steps of a quarter of a millisecond up to 256 ms; longer ones count as that.
public struct LatencyHistogram: Sendable {
  /// The width of a bucket.
  public static let step = Duration.microseconds(250)

  private var buckets = InlineArray<1024, UInt32>(repeating: 0)
  /// Number of durations that were counted.
  public private(set) var count = 0

  /// Counts a duration; a negative one as 0.
  mutating func add(_ duration: Duration) {
    let index = duration.inNanoseconds / Self.step.inNanoseconds
    buckets[Int(min(max(0, index), 1023))] += 1
    count += 1
  }

  mutating func subtract(_ other: LatencyHistogram) {
    for index in buckets.indices { buckets[index] -= other.buckets[index] }
    count -= other.count
  }

  /// The duration that `share` of those counted don't exceed, up to a step too long; nil without any.
  ///
  /// - Parameter share: in 0...1.
  public func quantile(_ share: Double) -> Duration? {
    guard count > 0 else { return nil }
    let wanted = max(1, Int((Double(count) * share).rounded(.up)))
    var sum = 0
    for index in buckets.indices {
      sum += Int(buckets[index])
      if sum >= wanted { return Self.step * (index + 1) }
    }
    return nil
  }
}
