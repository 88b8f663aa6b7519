import Dispatch
import Synchronization

/// Where one worker sleeps between runs.
final class WorkerBed: Sendable {
  private let isAsleep = Atomic<Bool>(false)
  private let semaphore = DispatchSemaphore(value: 0)

  /// Sleeps until woken, unless `mustSleep` (a sequentially consistent load) is false by now.
  /// Called by the worker only.
  func sleep(if mustSleep: () -> Bool) {
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    // Taking the mark back fails when a waker took it first. Its signal is then on the way, and
    // must be consumed here lest it cut the next sleep short.
    if !mustSleep(), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    semaphore.wait()
  }

  /// Wakes the worker if it sleeps, else does nothing but a load.
  func wake() {
    guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
  }
}
