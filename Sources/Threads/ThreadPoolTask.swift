/// Work that a thread pool runs on all its threads at once.
///
/// A class, so that a run stores one reference and allocates nothing.
package protocol ThreadPoolTask: AnyObject, Sendable {
  /// Does one thread's part. Called once on each thread of a run; every thread must make the same
  /// number of calls to `ThreadContext.synchronize()`.
  ///
  /// The result must not depend on `context.count`: a run may have fewer threads than the pool.
  func run(on context: ThreadContext)
}

/// One thread's place in a run.
package struct ThreadContext {
  /// This thread, 0 ..< `count`. Thread 0 is the caller's.
  package let index: Int

  /// Threads that take part in this run, 1 ... `ThreadPool.threadCount`.
  package let count: Int

  unowned(unsafe) let team: ThreadTeam

  /// Waits until all threads of the run are here. What each wrote before is then visible to all.
  @inline(__always)
  package func synchronize() {
    if count > 1 { team.barrier.wait(threadCount: count, by: team.spinWait) }
  }

  /// This thread's share of `itemCount` items: contiguous, in multiples of `grain` (save the
  /// last), as even as that allows, perhaps empty. The shares of all threads partition
  /// 0 ..< `itemCount` in order.
  @inline(__always)
  package func share(of itemCount: Int, grain: Int = 1) -> Range<Int> {
    Self.share(of: itemCount, grain: grain, index: index, count: count)
  }

  /// The share of thread `index` of `count`.
  @inline(__always)
  package static func share(of itemCount: Int, grain: Int, index: Int, count: Int) -> Range<Int> {
    if count == 1 { return 0..<itemCount }
    let grainCount = (itemCount + grain - 1) / grain
    let lower = grainCount * index / count * grain
    let upper = grainCount * (index + 1) / count * grain
    return min(lower, itemCount)..<min(upper, itemCount)
  }
}
