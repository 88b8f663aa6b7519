import Glibc

/// The time that a live session goes by: the machine's, or a script's.
public protocol SessionClock: Sendable {
  /// Time since boot: the monotonic clock, by which cameras stamp their frames.
  var now: Duration { get }

  /// Returns at `deadline`, or at once when it has passed.
  func sleep(until deadline: Duration)
}

/// The machine's monotonic clock. Sleeps end at absolute times, so that lateness does not add up.
public struct MonotonicClock: SessionClock {
  /// The clock.
  public init() {}

  public var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  public func sleep(until deadline: Duration) {
    let nanoseconds = max(0, deadline.inNanoseconds)
    var time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }
}

extension Duration {
  /// Whole nanoseconds.
  var inNanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
