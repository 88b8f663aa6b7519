import Platform
import Synchronization

/// A fork-join pool for work that takes 1 us to 100 ms: one fork per inference, in which all
/// threads walk one list of steps and meet at a barrier between two of them.
///
/// The caller's thread is thread 0. Each other thread lives as long as the pool. Where the system makes
/// no more (`ulimit -u`, a container's `pids`), the pool works with those that it has. A run never waits
/// for a worker that has not begun: it goes ahead with those that have.
///
/// Between runs a worker polls for some tens of microseconds, then sleeps. One that wakes on a processor
/// where another thread of the pool runs leaves it (`CPUPlacement`).
public final class ThreadPool: Sendable {
  /// The most threads that a pool may have.
  public static let maximumThreadCount = 256

  /// Processors that the calling thread may run on, 1 ... `maximumThreadCount`: the affinity mask counts
  /// (`taskset`), not the machine.
  public static var availableProcessorCount: Int {
    min(Platform.availableProcessorCount, maximumThreadCount)
  }

  /// Threads that work in a run, the caller's included, once all workers have begun; fewer than asked for
  /// where the system makes no more.
  public let threadCount: Int

  let team: ThreadTeam

  private let isRunning = Atomic<Bool>(false)
  private let hasRun = Atomic<Bool>(false)

  /// Starts `threadCount - 1` workers, without waiting for them; fewer where the system makes no more.
  ///
  /// - Parameter threadCount: 1 ... `maximumThreadCount`. More than the processors works, with
  ///   every wait giving its core away at once.
  public init(threadCount: Int = ThreadPool.availableProcessorCount) {
    precondition(
      (1...Self.maximumThreadCount).contains(threadCount),
      "thread count: expected 1...\(Self.maximumThreadCount), found \(threadCount)")
    let isOversubscribed = threadCount > Self.availableProcessorCount
    let team = ThreadTeam(workerCount: threadCount - 1, isOversubscribed: isOversubscribed)
    self.team = team
    var made = 1
    while made < threadCount, (try? startThread("vbg.worker.\(made)") { team.work() }) != nil {
      made += 1
    }
    self.threadCount = made
    team.expect(workerCount: made - 1)
  }

  /// Dismisses the workers, without waiting for them: they hold the team, not the pool.
  deinit {
    team.dismiss()
  }

  /// Runs `task` on all threads and returns when the last is done.
  ///
  /// Allocates nothing. When the pool is already running (a call from another thread, or from
  /// inside a task), the caller's thread does all of `task` by itself.
  package func run(_ task: any ThreadPoolTask) {
    // Acquiring and releasing order this run after the one before, whichever thread made it.
    guard threadCount > 1, !isRunning.exchange(true, ordering: .acquiring) else {
      return task.run(on: ThreadContext(index: 0, count: 1, team: team))
    }
    if !hasRun.load(ordering: .relaxed) {
      team.awaitWorkers(nanoseconds: 2_000_000)
      hasRun.store(true, ordering: .relaxed)
    }
    team.run(task)
    isRunning.store(false, ordering: .releasing)
  }
}
