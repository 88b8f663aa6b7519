import Synchronization

/// A frame that is read and decoded by another thread, while the model is loaded and planned: for a
/// photo both take about as long. Read by who asks for it where no other thread has begun.
final class FrameAhead: Sendable {
  private let path: String
  private let maxPixelCount: Int
  private let result = Mutex<Result<ReadFrame, any Error>?>(nil)

  init(_ path: String, maxPixelCount: Int) {
    self.path = path
    self.maxPixelCount = maxPixelCount
  }

  /// Reads the frame, unless that is done.
  func prepare() { result.withLock { read(&$0) } }

  /// Hands the frame over, once. Who asks while another thread reads it waits for that one.
  ///
  /// - Throws: as `ReadFrame`.
  func frame() throws -> ReadFrame {
    let frame = result.withLock { result in
      read(&result)
      return result.take()
    }
    guard let frame else { preconditionFailure("expected a frame that was read") }
    return try frame.get()
  }

  private func read(_ result: inout Result<ReadFrame, any Error>?) {
    if result == nil { result = Result { try ReadFrame(path, maxPixelCount: maxPixelCount) } }
  }
}
