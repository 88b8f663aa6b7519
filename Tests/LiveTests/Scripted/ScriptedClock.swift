import Synchronization

@testable import Live

/// A clock that stands still but for sleeps, which take it to their end.
final class ScriptedClock: SessionClock {
  private let time: Mutex<Duration>

  init(_ start: Duration = .seconds(1000)) { time = Mutex(start) }

  var now: Duration { time.withLock { $0 } }

  func sleep(until deadline: Duration) { time.withLock { $0 = max($0, deadline) } }

  func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
