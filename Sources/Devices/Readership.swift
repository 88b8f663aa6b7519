import Synchronization

/// Knowledge of a virtual camera's readers.
public enum Readership: Sendable, Hashable {
  /// Nothing: there may be some.
  case unknown
  /// No program reads.
  case nobody
  /// Programs read.
  case somebody
}

/// A listener that is told that the readers of a virtual camera may have changed. From any thread.
final class ReaderChanges: Sendable {
  private let listener = Mutex<(@Sendable () -> Void)?>(nil)

  func use(_ listener: @escaping @Sendable () -> Void) {
    self.listener.withLock { $0 = listener }
  }

  func tell() { listener.withLock { $0 }?() }
}
