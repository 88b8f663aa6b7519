import Glibc

/// Hands elements from one thread to another in order, and makes either wait for the other.
///
/// Waiting threads sleep. Memory for all elements is allocated at the start.
///
/// `@unchecked Sendable`: everything is read and written under the lock.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private enum State { case open, closed, aborted }

  private let capacity: Int
  private var elements: [Element?]
  private var first = 0
  private var count = 0
  private var state = State.open

  // Locks must stay at one address.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// An empty queue of at most `capacity` elements, at least 1.
  init(capacity: Int) {
    precondition(capacity >= 1, "expected room for an element, found \(capacity)")
    self.capacity = capacity
    elements = Array(repeating: nil, count: capacity)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Appends an element, once there is room; whether the queue took it. Closed, it takes none.
  @discardableResult
  func push(_ element: Element) -> Bool {
    locked {
      while count == capacity && state == .open { pthread_cond_wait(changed, lock) }
      guard state == .open else { return false }
      elements[(first + count) % capacity] = element
      count += 1
      return true
    }
  }

  /// Takes the first element, once there is one; nil when none comes any more.
  func pop() -> Element? {
    locked {
      while count == 0 && state == .open { pthread_cond_wait(changed, lock) }
      guard count > 0, state != .aborted else { return nil }
      let element = elements[first]
      elements[first] = nil
      first = (first + 1) % capacity
      count -= 1
      return element
    }
  }

  /// Takes no more elements; those that are there can still be taken.
  func close() {
    locked { if state == .open { state = .closed } }
  }

  /// Takes no more elements and gives out none.
  func abort() {
    locked { state = .aborted }
  }

  /// Every change wakes all that wait: at most one thread waits at either end.
  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
    return body()
  }
}
