/// Waits before a device is tried again: 0.25, 0.5, 1, 2 and 4 s, then 5 s each time.
struct BackOff: Hashable {
  static let steps: [Duration] = [
    .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(5),
  ]

  private var failureCount = 0

  /// The wait after one more failure.
  mutating func next() -> Duration {
    defer { failureCount += 1 }
    return Self.steps[min(failureCount, Self.steps.count - 1)]
  }

  /// Begins anew, after a success.
  mutating func reset() { failureCount = 0 }
}
