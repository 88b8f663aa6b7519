import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Threads

private func threadCountOfProcess() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Threads:") })
  return try #require(Int(line.dropFirst(8).trimmingCharacters(in: .whitespaces)))
}

@Suite(.serialized) struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 8]) func resultsMatchSerialComputation(threadCount: Int) {
    let pool = ThreadPool(threadCount: threadCount)
    #expect(pool.threadCount == threadCount)
    // Fewer cells than threads, as many, awkward, many.
    for width in [1, 2, 7, 8, 101, 1000] {
      let task = StencilTask(width: width, stepCount: 24)
      let expected = StencilTask.expected(width: width, stepCount: 24)
      for _ in 0..<20 {
        task.reset()
        pool.run(task)
        #expect(task.result == expected)
      }
    }
  }

  @Test(arguments: [(1, 100_000), (2, 100_000), (8, 2_000)])
  func everyThreadRunsOnceAndMeetsAtEveryBarrier(threadCount: Int, runCount: Int) {
    let pool = ThreadPool(threadCount: threadCount)
    #expect(pool.awaitAllWorkers())
    let task = RollCallTask(barrierCount: 2)
    for _ in 0..<runCount { pool.run(task) }
    let calls = task.calls.load(ordering: .relaxed)
    #expect(task.earlyDepartures.load(ordering: .relaxed) == 0)
    #expect(task.arrivals.load(ordering: .relaxed) == 2 * calls)
    #expect(calls == runCount * threadCount)
    #expect(
      task.indexSum.load(ordering: .relaxed) == runCount * threadCount * (threadCount - 1) / 2)
  }

  @Test func sleepingWorkersWakeForEveryRun() {
    let pool = ThreadPool(threadCount: 2)
    #expect(pool.awaitAllWorkers())
    let task = RollCallTask(barrierCount: 2)
    // Gaps around the time that a worker takes to fall asleep, where a wake-up could be lost.
    for run in 0..<3_000 {
      pool.run(task)
      usleep(UInt32(run % 150))
    }
    usleep(50_000)
    pool.run(task)
    #expect(task.earlyDepartures.load(ordering: .relaxed) == 0)
    #expect(task.calls.load(ordering: .relaxed) == 3_001 * 2)
  }

  @Test func idleWorkersUseNoProcessorTime() throws {
    let pool = ThreadPool(threadCount: 2)
    let task = WorkerClockTask()
    #expect(pool.awaitAllWorkers())
    pool.run(task)
    let workerClock = try #require(task.clock)
    // Time to fall asleep, in which each yield may give the core to others for milliseconds.
    usleep(500_000)
    var before = timespec()
    #expect(clock_gettime(workerClock, &before) == 0)
    usleep(300_000)
    var after = timespec()
    #expect(clock_gettime(workerClock, &after) == 0)
    #expect(before.tv_sec == after.tv_sec && before.tv_nsec == after.tv_nsec)
    withExtendedLifetime(pool) {}
  }

  @Test func runsWhileTheGlobalQueueIsSaturated() {
    let release = DispatchSemaphore(value: 0)
    let blocked = DispatchGroup()
    for _ in 0..<200 {
      DispatchQueue.global().async(group: blocked) { release.wait() }
    }
    let pool = ThreadPool(threadCount: 4)
    let expected = StencilTask.expected(width: 101, stepCount: 10)
    // The workers do get threads, with all 200 blocks still waiting.
    #expect(pool.awaitAllWorkers())
    for _ in 0..<200 {
      let task = StencilTask(width: 101, stepCount: 10)
      pool.run(task)
      #expect(task.result == expected)
    }
    for _ in 0..<200 { release.signal() }
    #expect(blocked.wait(timeout: .now() + 30) == .success)
  }

  /// Threads are not Dispatch's, which gives private serial queues at most 255 in a process.
  @Test func runsWhenDispatchHasNoThreadLeft() {
    let release = DispatchSemaphore(value: 0)
    let blocked = DispatchGroup()
    for index in 0..<300 {
      DispatchQueue(label: "blocked.\(index)").async(group: blocked) { release.wait() }
    }
    usleep(50_000)
    let expected = StencilTask.expected(width: 101, stepCount: 10)
    let pool = ThreadPool(threadCount: 4)
    #expect(pool.awaitAllWorkers())
    for _ in 0..<20 {
      let task = StencilTask(width: 101, stepCount: 10)
      pool.run(task)
      #expect(task.result == expected)
    }
    for _ in 0..<300 { release.signal() }
    #expect(blocked.wait(timeout: .now() + 30) == .success)
  }

  @Test func runsOnOneProcessor() {
    onProcessor0 {
      #expect(ThreadPool.availableProcessorCount == 1)
      let expected = StencilTask.expected(width: 101, stepCount: 50)
      for threadCount in [1, 2, 8] {
        let pool = ThreadPool(threadCount: threadCount)
        for _ in 0..<50 {
          let task = StencilTask(width: 101, stepCount: 50)
          pool.run(task)
          #expect(task.result == expected)
        }
      }
    }
  }

  @Test func twoPoolsRunAtOnce() {
    let expected = StencilTask.expected(width: 101, stepCount: 20)
    let wrongCount = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      let pool = ThreadPool(threadCount: 2)
      let task = StencilTask(width: 101, stepCount: 20)
      for _ in 0..<1_000 {
        task.reset()
        pool.run(task)
        if task.result != expected { wrongCount.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrongCount.load(ordering: .relaxed) == 0)
  }

  @Test func onePoolServesTwoThreads() {
    let pool = ThreadPool(threadCount: 2)
    let expected = StencilTask.expected(width: 101, stepCount: 20)
    let wrongCount = Atomic<Int>(0)
    let done = DispatchGroup()
    for _ in 0..<2 {
      DispatchQueue(label: "caller").async(group: done) {
        let task = StencilTask(width: 101, stepCount: 20)
        for _ in 0..<2_000 {
          task.reset()
          pool.run(task)
          if task.result != expected { wrongCount.add(1, ordering: .relaxed) }
        }
      }
    }
    #expect(done.wait(timeout: .now() + 60) == .success)
    #expect(wrongCount.load(ordering: .relaxed) == 0)
  }

  @Test func runInsideARunIsDoneByTheCallersThread() {
    let pool = ThreadPool(threadCount: 2)
    let task = NestedTask(pool: pool)
    pool.run(task)
    #expect((1...2).contains(task.inner.calls.load(ordering: .relaxed)))
    #expect(task.inner.largestCount.load(ordering: .relaxed) == 1)
  }

  @Test func poolsLeaveNothingBehind() throws {
    weak var team: ThreadTeam?
    let before = try threadCountOfProcess()
    for index in 0..<1_000 {
      let pool = ThreadPool(threadCount: 4)
      // Some end before their workers begin, some while they poll, some while they sleep.
      if index % 3 > 0 { pool.run(RollCallTask(barrierCount: 1)) }
      if index % 100 == 0 { usleep(2_000) }
      team = pool.team
    }
    // Dispatch keeps an idle thread for some seconds.
    var after = Int.max
    for _ in 0..<300 where after > before + 64 || team != nil {
      usleep(100_000)
      after = try threadCountOfProcess()
    }
    #expect(team == nil)
    #expect(after <= before + 64)
  }

  @Test func workOfOneRunIsVisibleToTheNextCaller() {
    // Plain (not atomic) writes of workers, read by the caller without any other barrier.
    let pool = ThreadPool(threadCount: 2)
    let task = StencilTask(width: 4096, stepCount: 1)
    let expected = StencilTask.expected(width: 4096, stepCount: 1)
    for _ in 0..<500 {
      task.reset()
      pool.run(task)
      #expect(task.result == expected)
    }
  }

  @Test(arguments: [0, 1, 5, 6, 7, 24, 25, 1080], [1, 6, 8])
  func sharesPartitionTheItems(itemCount: Int, grain: Int) {
    let team = ThreadTeam(workerCount: 0, isOversubscribed: false)
    for threadCount in [1, 2, 3, 8, 256] {
      var next = 0
      var sizes: [Int] = []
      for index in 0..<threadCount {
        let context = ThreadContext(index: index, count: threadCount, team: team)
        let share = context.share(of: itemCount, grain: grain)
        #expect(share.lowerBound == next)
        #expect(share.upperBound == itemCount || share.upperBound % grain == 0)
        next = share.upperBound
        sizes.append(share.count)
      }
      #expect(next == itemCount)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) < 2 * grain)
    }
  }
}
