import Platform
import Synchronization

/// Semaphore that one worker sleeps at between runs.
final class WorkerParking: Sendable {
  private let isParked = Atomic<Bool>(false)
  private let semaphore = Semaphore(value: 0)

  /// Sleeps until woken, unless `mustPark` (a sequentially consistent load) is false by now.
  /// Called by the worker only.
  func park(if mustPark: () -> Bool) {
    isParked.store(true, ordering: .sequentiallyConsistent)
    // Taking the mark back fails when a waker took it first. Its signal is then on the way, and
    // must be consumed here lest it cut the next sleep short.
    if !mustPark(), isParked.exchange(false, ordering: .sequentiallyConsistent) { return }
    semaphore.wait()
  }

  /// Wakes the worker if it sleeps, else does nothing but a load.
  func unpark() {
    guard isParked.load(ordering: .sequentiallyConsistent) else { return }
    if isParked.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
  }
}
