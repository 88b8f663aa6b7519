import Glibc

/// Frames of a YUV4MPEG2 stream: a file, or standard input for `-`.
///
/// `@unchecked Sendable`: `read` has one caller at a time; `cancel` touches a pipe only.
public final class Y4MReader: FrameSource, @unchecked Sendable {
  /// Format that frames have in common; a tick is the time of a frame.
  public let format: FilmFormat
  /// Whether frames are made of two fields of different times; they come as they are.
  public let isInterlaced: Bool
  /// Frames read so far.
  public private(set) var frameCount = 0

  private let path: String
  private let input: CancellableInput
  private let line: LineBuffer

  /// Reads the stream's header.
  ///
  /// - Throws: `FilmError`: `.unreadable`, `.invalidY4M`, `.tooLarge`.
  public convenience init(_ path: String) throws(FilmError) {
    let isStandardInput = path == "-"
    let shownPath = isStandardInput ? "standard input" : path
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try isStandardInput ? duplicate(STDIN_FILENO) : openFile(path, O_RDONLY)
    } catch {
      throw .unreadable(path: shownPath, reason: "\(error)")
    }
    try self.init(PipeEnd(owning: descriptor), path: shownPath)
  }

  /// Reads the header of a stream of an open file.
  init(_ file: PipeEnd, path: String) throws(FilmError) {
    self.path = path
    do throws(SystemError) {
      input = try CancellableInput(file)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    line = LineBuffer()
    guard try line.read(from: input, path: path) else {
      throw .invalidY4M(path: path, expected: "the word \(Y4MHeader.signature)", found: "nothing")
    }
    let header = try Y4MHeader(line.bytes, path: path)
    format = header.format
    isInterlaced = header.isInterlaced
  }

  public func read(into frame: RawFrame) throws(FilmError) -> Bool {
    precondition(frame.bytes.count == format.byteCount, "expected a frame of the stream's format")
    guard try line.read(from: input, path: path, after: frameCount) else {
      if frameCount == 0 { throw .noFrames(path: path) }
      return false
    }
    // Parameters of a frame (of interlacing, or somebody's own) change nothing for us.
    guard line.isFrame else {
      let found = "'\(printable(String(decoding: line.bytes, as: UTF8.self)))'"
      throw .damaged(
        path: path, frameCount: frameCount,
        reason: "expected the word \(Y4MHeader.frameSignature), found \(found)")
    }
    let count: Int
    do throws(SystemError) {
      count = try input.read(into: frame.bytes)
    } catch {
      throw LineBuffer.failure(error, path: path)
    }
    guard count == frame.bytes.count else {
      throw .damaged(
        path: path, frameCount: frameCount,
        reason: "a frame of \(frame.bytes.count) bytes ends after \(count)")
    }
    frame.time = frameCount
    frameCount += 1
    return true
  }

  public func cancel() { input.cancel() }
}
