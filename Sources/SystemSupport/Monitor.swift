import Glibc

/// A state behind a lock, and threads that sleep until it is as they want it. Allocates nothing once made.
///
/// `@unchecked Sendable`: the state is read and written under the lock.
package final class Monitor<State>: @unchecked Sendable {
  private var state: State
  // Locks must stay at one address.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// A state that nobody waits for yet.
  package init(_ state: State) {
    self.state = state
    pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Looks at the state. Wakes nobody.
  package func read<Result>(_ body: (State) -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body(state)
  }

  /// Changes the state and wakes all that wait.
  package func change<Result>(_ body: (inout State) -> Result) -> Result {
    // No default argument of the other: that would be allocated.
    change(when: { _ in true }, body)
  }

  /// Changes the state, once it is ready for that, and wakes all that wait.
  package func change<Result>(
    when isReady: (State) -> Bool, _ body: (inout State) -> Result
  ) -> Result {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
    while !isReady(state) { pthread_cond_wait(changed, lock) }
    return body(&state)
  }

  /// Waits until the state is ready, or so much time has passed.
  package func wait(milliseconds: Int, until isReady: (State) -> Bool) {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + milliseconds % 1000 * 1_000_000
    time.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while !isReady(state) && pthread_cond_timedwait(changed, lock, &time) == 0 {}
  }
}
