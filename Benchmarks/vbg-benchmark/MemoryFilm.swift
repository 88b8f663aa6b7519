import Films

/// Frames that lie in memory, copied out as a decoder's pipe does.
///
/// `@unchecked Sendable`: one reader, by `FrameSource`'s contract.
final class MemorySource: FrameSource, @unchecked Sendable {
  let format: FilmFormat
  private let frames: [RawFrame]
  private var index = 0

  init(_ format: FilmFormat, _ frames: [RawFrame]) {
    self.format = format
    self.frames = frames
  }

  func read(into frame: RawFrame) throws(FilmError) -> Bool {
    guard index < frames.count else { return false }
    frame.copy(frames[index])
    index += 1
    return true
  }

  func cancel() {}
}

/// Memory that each frame is copied to, as to an encoder's pipe.
///
/// `@unchecked Sendable`: one writer, by `FrameSink`'s contract.
final class MemorySink: FrameSink, @unchecked Sendable {
  let format: FilmFormat
  private let frame: RawFrame

  init(_ format: FilmFormat) {
    self.format = format
    frame = RawFrame(format)
  }

  func write(_ frame: RawFrame) throws(FilmError) { self.frame.copy(frame) }

  func finish(_ ending: FilmEnding) throws(FilmError) {}
}

/// Tells pictures apart that differ anywhere.
struct Checksums: Equatable {
  private var values: [Int] = []

  mutating func add(_ frame: RawFrame) {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(frame.bytes))
    values.append(hasher.finalize())
  }
}
