import Platform

/// Wait of a thread for another that should be done within microseconds: poll with a pause hint,
/// then give the core away between polls.
///
/// The polls cost nothing but power while every thread has a core of its own. When one has not,
/// polling keeps the awaited thread off the core until the scheduler's slice ends (milliseconds),
/// hence the bound.
struct SpinWait: Sendable {
  /// Polls before the first yield. One takes about 25 ns.
  let spinLimit: Int

  /// Waiting when each thread has a processor: about 2.5 us. Measured with two threads: limits from
  /// 30 to 2,000 are equal on an idle machine, as a yield that finds nobody takes 0.3 us only;
  /// when other processes crowd the cores 2,000 costs up to four times as much as 100.
  static let dedicated = SpinWait(spinLimit: 100)

  /// Waiting when threads outnumber processors: who waits holds up who is awaited.
  static let oversubscribed = SpinWait(spinLimit: 0)

  /// Returns once `condition` is true. The condition must be an acquiring load.
  @inline(__always)
  func wait(until condition: () -> Bool) {
    while !wait(yieldLimit: .max, until: condition) {}
  }

  /// Returns true once `condition` is true, or false after `yieldLimit` yields without it.
  @inline(__always)
  func wait(yieldLimit: Int, until condition: () -> Bool) -> Bool {
    var pollCount = 0
    while pollCount < spinLimit {
      if condition() { return true }
      // Saves power and the memory-order flush on leaving the loop: PAUSE on x86-64, YIELD on arm64.
      pauseProcessor()
      pollCount &+= 1
    }
    var yieldCount = 0
    while yieldCount < yieldLimit {
      if condition() { return true }
      sched_yield()
      yieldCount &+= 1
    }
    return condition()
  }
}
