import Foundation
import Synchronization
package import Threads

/// Counts what the pool promises: each thread once, all at the barrier before any leaves.
package final class RollCallTask: ThreadPoolTask {
  package let calls = Atomic<Int>(0)
  package let indexSum = Atomic<Int>(0)
  package let arrivals = Atomic<Int>(0)
  package let earlyDepartures = Atomic<Int>(0)
  package let largestCount = Atomic<Int>(0)
  private let barrierCount: Int

  package init(barrierCount: Int) { self.barrierCount = barrierCount }

  package func run(on context: ThreadContext) {
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

extension ThreadPool {
  /// Waits until a run has all threads: a worker that begins late misses the first ones. False
  /// after 10 seconds.
  package func awaitAllWorkers() -> Bool {
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
package func onProcessor0(_ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    var set = cpu_set_t()
    withUnsafeMutableBytes(of: &set) { $0[0] = 1 }
    precondition(
      setAffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0, "expected processor 0 to be allowed")
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
