import Platform

/// One worker's moves away from processors that it shares.
struct WorkerPlacement: ~Copyable {
  private let index: Int
  private let others: UnsafeMutablePointer<Int32>
  private var nextMove: UInt64 = 0

  /// - Parameter index: the worker's, 1 or more.
  init(index: Int) {
    self.index = index
    others = .allocate(capacity: index)
    others.initialize(repeating: -1, count: index)
  }

  deinit { others.deallocate() }

  /// Leaves a processor that a thread of a lower index runs on. Called at the beginning of a run.
  ///
  /// A move to an idle processor takes some tens of microseconds. When it takes longer that one is busy
  /// too, and nothing was won: the next move is then a second away.
  mutating func leaveSharedProcessor(_ placement: CPUPlacement) {
    guard placement.isTaken(placement.note(index), before: index, others) else { return }
    let start = monotonicNanoseconds()
    guard start >= nextMove else { return }
    let hasMoved = leaveProcessors(others, Int32(index))
    let end = monotonicNanoseconds()
    nextMove = end + (hasMoved && end - start < 300_000 ? 10_000_000 : 1_000_000_000)
    placement.note(index)
  }
}
