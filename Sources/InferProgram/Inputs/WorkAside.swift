import Dispatch
import Synchronization
import SystemSupport

/// Work that another thread does, one piece after the other. Where the system makes no thread nothing is
/// done: it is for what somebody else does later if it must.
final class WorkAside: Sendable {
  private final class Pieces: Sendable {
    /// nil ends the thread.
    let waiting = Mutex<[(@Sendable () -> Void)?]>([])
    let count = DispatchSemaphore(value: 0)

    func append(_ piece: (@Sendable () -> Void)?) {
      waiting.withLock { $0.append(piece) }
      count.signal()
    }

    func next() -> (@Sendable () -> Void)? {
      count.wait()
      return waiting.withLock { $0.removeFirst() }
    }
  }

  private let pieces = Pieces()

  /// Starts the thread; it ends behind the last piece, once this object has gone.
  init(_ name: String) {
    let pieces = pieces
    try? startThread(name) {
      while let piece = pieces.next() { piece() }
    }
  }

  deinit { pieces.append(nil) }

  /// Has a piece done behind those before.
  func begin(_ piece: @escaping @Sendable () -> Void) { pieces.append(piece) }
}
