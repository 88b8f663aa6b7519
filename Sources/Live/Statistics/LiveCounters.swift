import Synchronization

/// The statistics of a session while it runs: any thread adds, any thread looks. Allocates nothing.
final class LiveCounters: Sendable {
  private let state = Mutex(LiveStatistics())

  func add(_ count: LiveCount, _ number: Int = 1) {
    state.withLock { $0.counts[count.rawValue] += number }
  }

  func add(_ stage: LiveStage, _ duration: Duration) {
    state.withLock { $0.nanoseconds[stage.rawValue] += duration.inNanoseconds }
  }

  func addLatency(_ duration: Duration) {
    state.withLock { $0.latencies.add(duration) }
  }

  var snapshot: LiveStatistics { state.withLock { $0 } }
}
