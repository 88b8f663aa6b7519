import CPlatform

/// Nanoseconds of a clock that never goes back.
package func monotonicNanoseconds() -> UInt64 { vbg_monotonic_nanoseconds() }

/// Part of the standard library's clock that is used, which Embedded Swift has with concurrency
/// only.
package struct ContinuousClock: Sendable {
  /// A moment.
  package struct Instant: Sendable {
    private let nanoseconds = monotonicNanoseconds()

    /// The present.
    package static var now: Instant { Instant() }

    /// The time from one moment to another.
    package static func - (end: Instant, start: Instant) -> Duration {
      .nanoseconds(end.nanoseconds - start.nanoseconds)
    }
  }

  package init() {}

  /// The present.
  package static var now: Instant { .now }
  /// The present.
  package var now: Instant { .now }

  /// Returns how long it takes.
  package func measure(_ body: () -> Void) -> Duration {
    let start = now
    body()
    return now - start
  }
}
