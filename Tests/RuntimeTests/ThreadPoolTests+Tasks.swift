import Foundation
import Synchronization
import Testing

@testable import Runtime

/// Steps that each mix every cell's neighbours, so that a missing barrier shows in the result.
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

/// Counts what the pool promises: each thread once, all at the barrier before any leaves.
final class RollCallTask: ThreadPoolTask {
  let calls = Atomic<Int>(0)
  let indexSum = Atomic<Int>(0)
  let arrivals = Atomic<Int>(0)
  let earlyDepartures = Atomic<Int>(0)
  let largestCount = Atomic<Int>(0)
  private let barrierCount: Int

  init(barrierCount: Int) { self.barrierCount = barrierCount }

  func run(on context: ThreadContext) {
    calls.add(1, ordering: .relaxed)
    indexSum.add(context.index, ordering: .relaxed)
    largestCount.max(context.count, ordering: .relaxed)
    // Relative to the arrivals before this run, which the pool's own barrier makes stable.
    let base = arrivals.load(ordering: .relaxed)
    context.synchronize()
    for barrier in 1...barrierCount {
      arrivals.add(1, ordering: .relaxed)
      context.synchronize()
      if arrivals.load(ordering: .relaxed) < base + barrier * context.count {
        earlyDepartures.add(1, ordering: .relaxed)
      }
    }
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

extension ThreadPool {
  /// Waits until a run has all threads: a worker that begins late misses the first ones. False
  /// after 10 seconds.
  func awaitAllWorkers() -> Bool {
    for _ in 0..<10_000 {
      let task = RollCallTask(barrierCount: 1)
      run(task)
      if task.largestCount.load(ordering: .relaxed) == threadCount { return true }
      usleep(1_000)
    }
    return false
  }
}

/// Runs `body` on a thread of its own that may use processor 0 alone, as may the threads it makes.
func onProcessor0(_ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    var set = cpu_set_t()
    withUnsafeMutableBytes(of: &set) { $0[0] = 1 }
    #expect(setAffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0)
    body()
    done.signal()
  }
  thread.start()
  done.wait()
}

@_silgen_name("sched_setaffinity")
private func setAffinity(
  _ process: pid_t, _ byteCount: Int, _ set: UnsafePointer<cpu_set_t>
) -> CInt
