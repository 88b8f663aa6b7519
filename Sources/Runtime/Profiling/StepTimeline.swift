import Memory
import Platform
import Threads

/// The moments of one run, on every thread: when each step began and ended there, and when the last
/// barrier let go. Monotonic nanoseconds.
///
/// `@unchecked Sendable`: each thread writes its own moments during a run, which the pool's last
/// barrier hands to the caller.
final class StepTimeline: @unchecked Sendable {
  let stepCount: Int
  /// Threads that took part in the run; written by thread 0.
  var threadCount = 1

  /// A row a thread; never in one pair of cache lines.
  private let moments: Plane<UInt64>

  init(stepCount: Int, threadCapacity: Int) {
    self.stepCount = stepCount
    moments = Plane(width: 2 * stepCount + 1, height: threadCapacity, margin: 8)
  }

  /// Returns where a thread writes: start and end of each step, then the moment after the last
  /// barrier.
  func moments(ofThread thread: Int) -> UnsafeMutablePointer<UInt64> {
    moments.rows.row(thread)
  }

  /// Returns when a thread began a step; for `stepCount` when it was through with all.
  func start(ofStep step: Int, thread: Int) -> UInt64 { moments(ofThread: thread)[2 * step] }

  /// Returns when a thread had done its part of a step and went to the barrier.
  func end(ofStep step: Int, thread: Int) -> UInt64 { moments(ofThread: thread)[2 * step + 1] }

  /// Returns when the last thread had done its part of a step.
  func lastEnd(ofStep step: Int) -> UInt64 {
    (0..<threadCount).reduce(0) { max($0, end(ofStep: step, thread: $1)) }
  }
}

extension SessionTask {
  /// All steps, as without a profiler, with a look at the clock before and after each.
  func run(
    on context: ThreadContext, _ memory: StepMemory, recordingIn timeline: StepTimeline
  ) {
    if context.index == 0 { timeline.threadCount = context.count }
    var moment = timeline.moments(ofThread: context.index)
    for call in calls.elements {
      moment[0] = monotonicNanoseconds()
      let units = context.share(of: call.unitCount, grain: call.grain)
      if !units.isEmpty { call.run(units, memory) }
      moment[1] = monotonicNanoseconds()
      if call.needsBarrier { context.synchronize() }
      moment += 2
    }
    moment[0] = monotonicNanoseconds()
  }
}
