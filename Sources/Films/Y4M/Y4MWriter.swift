import Glibc

/// Frames into a YUV4MPEG2 stream: a file, or standard output for `-`. Frames' times are not kept:
/// the format has none.
///
/// `@unchecked Sendable`: one caller at a time, by `FrameSink`'s contract.
public final class Y4MWriter: FrameSink, @unchecked Sendable {
  /// Format that frames must have in common.
  public let format: FilmFormat

  private let path: String
  private let file: PartialFile?
  private let output: PipeEnd
  private var hasFrames = false
  private var isFinished = false
  private static let frameLine = Array("\(Y4MHeader.frameSignature)\n".utf8)

  /// Writes the stream's header.
  ///
  /// - Precondition: the format's layout is `i420`, `i422`, `i444` or `gray`.
  /// - Throws: `FilmError`: `.unwritable`, `.noSpace`, `.tooLarge`.
  public init(_ path: String, format: FilmFormat) throws(FilmError) {
    try FilmFormat.check(width: format.width, height: format.height)
    self.format = format
    let isStandardOutput = path == "-"
    self.path = isStandardOutput ? "standard output" : path
    file = isStandardOutput ? nil : try PartialFile(path)
    do throws(SystemError) {
      if let file {
        output = PipeEnd(owning: try openFile(file.partialPath, O_WRONLY))
      } else {
        output = PipeEnd(owning: try duplicate(STDOUT_FILENO))
      }
    } catch {
      throw .unwritable(path: self.path, reason: "\(error)")
    }
    try write(bytes: Array(Y4MHeader.line(format).utf8))
  }

  /// Leaves no file behind when the stream was never finished.
  deinit {
    if !isFinished { file?.discard() }
  }

  public func write(_ frame: RawFrame) throws(FilmError) {
    precondition(frame.bytes.count == format.byteCount, "expected a frame of the stream's format")
    hasFrames = true
    try write(bytes: Self.frameLine)
    do throws(SystemError) {
      try output.write(UnsafeRawBufferPointer(frame.bytes))
    } catch {
      throw failure(error)
    }
  }

  public func finish(_ ending: FilmEnding) throws(FilmError) {
    isFinished = true
    guard ending != .failed, hasFrames else {
      file?.discard()
      if ending == .complete { throw .noFrames(path: path) }
      return
    }
    try file?.publish()
  }

  private func write(bytes: [UInt8]) throws(FilmError) {
    do throws(SystemError) {
      try bytes.withBytes { (bytes) throws(SystemError) in try output.write(bytes) }
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: SystemError) -> FilmError {
    file?.discard()
    if file == nil && error.number == EPIPE { return .readerGone }
    return error.isLackOfSpace
      ? .noSpace(path: path, reason: "\(error)") : .unwritable(path: path, reason: "\(error)")
  }
}
