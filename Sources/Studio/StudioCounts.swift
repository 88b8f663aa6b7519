import Synchronization

/// Number of things in use, which has a limit.
final class BoundedCount: Sendable {
  private let limit: Int
  private let count = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// Takes one more; false where there are enough.
  func take() -> Bool {
    count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
  }

  /// Gives one back.
  func release() { count.withLock { $0 -= 1 } }
}
