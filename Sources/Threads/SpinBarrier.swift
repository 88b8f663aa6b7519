import Synchronization

/// A barrier for threads that meet many thousand times a second: no thread leaves `wait` before
/// all have entered it.
///
/// One word holds the generation and, in its low 16 bits, how many have arrived; the last to
/// arrive advances the generation. A single word, since two on different cache lines take
/// twice the time (two threads: 79 ns against 33): an arrival's line transfer already brings what
/// the waiting thread polls.
///
/// Source: J. Mellor-Crummey and M. Scott, "Algorithms for Scalable Synchronization on
/// Shared-Memory Multiprocessors" (1991), the centralised barrier, with a counter for its sense.
struct SpinBarrier: ~Copyable, Sendable {
  /// Keeps the neighboring fields off the barrier's cache line, and off the one that processors
  /// fetch with it.
  private let paddingBefore = InlineArray<15, UInt64>(repeating: 0)
  private let word = Atomic<UInt64>(0)
  private let paddingAfter = InlineArray<15, UInt64>(repeating: 0)

  /// Waits until `threadCount` threads have called. All must pass the same `threadCount`, less
  /// than 65,536.
  ///
  /// Everything that any of the threads wrote before its call is visible to all of them after it.
  @inline(__always)
  func wait(threadCount: Int, by spinWait: SpinWait) {
    // Releasing: publishes this thread's writes to the last to arrive. Acquiring: the last to
    // arrive sees the writes of all, as additions continue each other's release sequence.
    let arrival = word.add(1, ordering: .acquiringAndReleasing).newValue
    let generation = arrival >> 16
    if arrival & 0xFFFF == UInt64(threadCount) {
      // All others only read until the generation changes, so no addition is lost. Its release
      // hands on what this thread acquired from them.
      word.store((generation &+ 1) << 16, ordering: .releasing)
    } else {
      spinWait.wait { word.load(ordering: .acquiring) >> 16 != generation }
    }
  }
}
