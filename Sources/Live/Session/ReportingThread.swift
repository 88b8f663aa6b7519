import Dispatch
import Glibc
import Synchronization

/// Carries reports from threads that must never wait to a handler that may: a mailbox of fixed length and
/// a thread that empties it. When nobody takes reports, the oldest are lost, and their number is told with
/// the next.
package final class ReportingThread<Report: Sendable>: Sendable {
  private struct State {
    var waiting: [Report] = []
    /// Reports lost since the last that was handled.
    var lostCount = 0
    var isHandling = false
    var isEnding = false
  }

  private let state = Mutex(State())
  private let posted = DispatchSemaphore(value: 0)
  private let capacity: Int
  private let handle: @Sendable (Report, Int) -> Void

  /// - Parameters:
  ///   - capacity: how many reports wait at most.
  ///   - handle: gets a report, and how many were lost before it; may block.
  package init(
    capacity: Int = 64, handle: @escaping @Sendable (_ report: Report, _ lostCount: Int) -> Void
  ) {
    precondition(capacity > 0, "expected a capacity of 1 or more, found \(capacity)")
    self.capacity = capacity
    self.handle = handle
  }

  /// Starts the thread. Once.
  ///
  /// - Throws: `ThreadError`.
  package func start() throws(ThreadError) {
    try startSessionThread("vbg.reports") { [self] in
      while !state.withLock({ $0.isEnding && $0.waiting.isEmpty }) {
        posted.wait()
        deliver()
      }
    }
  }

  /// Takes a report. From any thread; waits for nobody.
  package func post(_ report: Report) {
    state.withLock { state in
      if state.waiting.count == capacity {
        state.waiting.removeFirst()
        state.lostCount += 1
      }
      state.waiting.append(report)
    }
    posted.signal()
  }

  /// Handles what waits, on the calling thread, until nothing is left.
  package func deliver() {
    while let (report, lostCount) = next() {
      handle(report, lostCount)
      state.withLock { $0.isHandling = false }
    }
  }

  private func next() -> (Report, Int)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else { return nil }
      state.isHandling = true
      defer { state.lostCount = 0 }
      return (state.waiting.removeFirst(), state.lostCount)
    }
  }

  /// Ends the thread once all is handled, and waits for that, but not for a handler that blocks.
  ///
  /// - Returns: whether all was handled in time.
  @discardableResult
  package func finish(within patience: Duration) -> Bool {
    state.withLock { $0.isEnding = true }
    posted.signal()
    let clock = MonotonicClock()
    let deadline = clock.now + patience
    while state.withLock({ $0.isHandling || !$0.waiting.isEmpty }) {
      guard clock.now < deadline else { return false }
      clock.sleep(until: clock.now + .milliseconds(2))
    }
    return true
  }
}
