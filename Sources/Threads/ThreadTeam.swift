import Platform
import Synchronization

/// State that the threads of a pool share. Workers hold the team, so it outlives the pool until the last
/// has gone.
///
/// `@unchecked Sendable`: `task` is written only between runs, by the thread that holds the pool's
/// `isRunning`, and read by workers only after they acquire the order that names its run.
final class ThreadTeam: @unchecked Sendable {
  /// The word that workers watch: a run's number and how many threads take part in it, so that a
  /// worker learns both in one load. 0: no run yet.
  struct Order: Equatable {
    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(run: UInt64, threadCount: Int) { word = run << 16 | UInt64(threadCount) }

    var run: UInt64 { word >> 16 }
    var threadCount: Int { Int(word & 0xFFFF) }

    /// The order to leave.
    static let leave = Order(word: .max)
  }

  let spinWait: SpinWait
  let barrier = SpinBarrier()

  private let order = Atomic<UInt64>(0)
  private let begunWorkerCount = Atomic<Int>(0)
  private let expectedWorkerCount: Atomic<Int>
  private let parkings: [WorkerParking]
  /// Nil where there are more threads than processors.
  private let placement: CPUPlacement?
  private unowned(unsafe) var task: (any ThreadPoolTask)?

  init(workerCount: Int, isOversubscribed: Bool) {
    spinWait = isOversubscribed ? .oversubscribed : .dedicated
    placement = isOversubscribed ? nil : CPUPlacement(threadCount: workerCount + 1)
    parkings = (0..<workerCount).map { _ in WorkerParking() }
    expectedWorkerCount = Atomic(workerCount)
  }

  /// Corrects how many workers there are, downwards.
  func expect(workerCount: Int) {
    expectedWorkerCount.store(workerCount, ordering: .relaxed)
  }

  /// Waits until all workers have begun, or for so many nanoseconds.
  func awaitWorkers(nanoseconds: UInt64) {
    let start = monotonicNanoseconds()
    while begunWorkerCount.load(ordering: .acquiring)
      < expectedWorkerCount.load(ordering: .relaxed),
      monotonicNanoseconds() - start < nanoseconds
    {
      sched_yield()
    }
  }

  /// Runs `task` on the caller's thread and on every worker that has begun.
  func run(_ task: any ThreadPoolTask) {
    // Workers number themselves as they begin: those that this load counts are 1 ..< threadCount,
    // and each of them is sure to look at the order. Later ones see a count that leaves them out.
    let threadCount = begunWorkerCount.load(ordering: .acquiring) + 1
    self.task = task
    placement?.note(0)
    let last = Order(word: order.load(ordering: .relaxed))
    give(Order(run: last.run + 1, threadCount: threadCount), toFirst: threadCount - 1)
    runPart(of: task, index: 0, threadCount: threadCount)
    self.task = nil
  }

  /// Sends all workers away, those too that have not begun yet.
  func dismiss() {
    give(.leave, toFirst: parkings.count)
  }

  /// Lives a worker's life: numbers itself, then does its part of every run that counts it in.
  func work() {
    let index = begunWorkerCount.add(1, ordering: .acquiringAndReleasing).newValue
    let parking = parkings[index - 1]
    var worker = WorkerPlacement(index: index)
    var seen = Order(word: 0)
    while true {
      seen = nextOrder(after: seen, parking: parking)
      if seen == .leave { return }
      if index < seen.threadCount, let task {
        if let placement { worker.leaveSharedProcessor(placement) }
        runPart(of: task, index: index, threadCount: seen.threadCount)
      }
    }
  }

  /// Does one thread's part, then waits for all: the caller's return, and its next change of
  /// `task`, come after the last worker's part.
  private func runPart(of task: any ThreadPoolTask, index: Int, threadCount: Int) {
    let context = ThreadContext(index: index, count: threadCount, team: self)
    task.run(on: context)
    context.synchronize()
  }

  /// Publishes `order` and wakes the first `workerCount` workers if they sleep.
  ///
  /// Sequentially consistent, as is `nextOrder`: the caller writes the order and then reads
  /// `isParked`, the worker writes `isParked` and then reads the order. In the one order of these
  /// four, at least one of the two reads sees the other's write; acquire and release alone would
  /// let both miss, and the worker would sleep through the run.
  private func give(_ order: Order, toFirst workerCount: Int) {
    self.order.store(order.word, ordering: .sequentiallyConsistent)
    for parking in parkings.prefix(workerCount) { parking.unpark() }
  }

  private func nextOrder(after seen: Order, parking: WorkerParking) -> Order {
    // Yields bound the wait, not polls: the ones here take about 40 us on an idle machine.
    while !spinWait.wait(
      yieldLimit: 128, until: { order.load(ordering: .acquiring) != seen.word })
    {
      parking.park { order.load(ordering: .sequentiallyConsistent) == seen.word }
    }
    return Order(word: order.load(ordering: .acquiring))
  }
}
