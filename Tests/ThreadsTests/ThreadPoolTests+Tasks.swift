import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Threads

/// Steps that each mix every cell's neighbors, so that a missing barrier shows in the result.
final class StencilTask: ThreadPoolTask, @unchecked Sendable {
  // Protected by the barrier: in a step each thread writes its share of one of the two rows.
  private let cells: [UnsafeMutableBufferPointer<UInt64>]
  private let stepCount: Int
  let threadCount = Atomic<Int>(0)

  init(width: Int, stepCount: Int) {
    self.stepCount = stepCount
    cells = (0..<2).map { _ in .allocate(capacity: width) }
    reset()
  }

  deinit { cells.forEach { $0.deallocate() } }

  func reset() {
    for index in cells[0].indices { cells[0][index] = UInt64(index) }
  }

  var result: [UInt64] { Array(cells[stepCount % 2]) }

  func run(on context: ThreadContext) {
    if context.index == 0 { threadCount.store(context.count, ordering: .relaxed) }
    for step in 0..<stepCount {
      if step > 0 { context.synchronize() }
      Self.advance(
        from: cells[step % 2], to: cells[1 - step % 2], context.share(of: cells[0].count))
    }
  }

  private static func advance(
    from source: UnsafeMutableBufferPointer<UInt64>, to target: UnsafeMutableBufferPointer<UInt64>,
    _ range: Range<Int>
  ) {
    let count = source.count
    for index in range {
      let mixed = source[index] &* 31 &+ source[(index + 1) % count]
      target[index] = mixed ^ (source[(index + count - 1) % count] >> 3)
    }
  }

  /// The same cells, computed without a pool and with arrays.
  static func expected(width: Int, stepCount: Int) -> [UInt64] {
    var row = (0..<width).map(UInt64.init)
    for _ in 0..<stepCount {
      row = (0..<width).map {
        (row[$0] &* 31 &+ row[($0 + 1) % width]) ^ (row[($0 + width - 1) % width] >> 3)
      }
    }
    return row
  }
}

/// Finds the clock of worker 1's processor time.
final class WorkerClockTask: ThreadPoolTask {
  private let found = Mutex<clockid_t?>(nil)
  var clock: clockid_t? { found.withLock { $0 } }

  func run(on context: ThreadContext) {
    guard context.index == 1 else { return }
    var clock = clockid_t()
    if pthread_getcpuclockid(pthread_self(), &clock) == 0 { found.withLock { $0 = clock } }
  }
}

final class NestedTask: ThreadPoolTask {
  let pool: ThreadPool
  let inner = RollCallTask(barrierCount: 3)
  init(pool: ThreadPool) { self.pool = pool }
  func run(on context: ThreadContext) { pool.run(inner) }
}
