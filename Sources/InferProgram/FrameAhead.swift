import Dispatch
import Synchronization

/// A frame that is read and decoded by another thread, while the model is loaded and planned: for a
/// photo both take about as long.
final class FrameAhead: Sendable {
  private let result = Mutex<Result<ReadFrame, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// Has it read by `queue`.
  init(_ path: String, maxPixelCount: Int, by queue: DispatchQueue) {
    queue.async {
      let read = Result { try ReadFrame(path, maxPixelCount: maxPixelCount) }
      self.result.withLock { $0 = read }
      self.isDone.signal()
    }
  }

  /// Waits for the frame and hands it over: once.
  ///
  /// - Throws: as `ReadFrame`.
  func wait() throws -> ReadFrame {
    isDone.wait()
    guard let read = result.withLock({ $0.take() }) else {
      preconditionFailure("expected one wait, found another")
    }
    return try read.get()
  }
}
