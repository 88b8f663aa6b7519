import Glibc

/// A line of a YUV4MPEG2 stream, read into memory that is kept.
final class LineBuffer {
  private var line: [UInt8] = []

  init() { line.reserveCapacity(Y4MHeader.maximumByteCount) }

  /// The line, without its end.
  var bytes: [UInt8] { line }

  /// Whether the line begins a frame.
  var isFrame: Bool {
    let signature = Y4MHeader.frameSignature.utf8
    return line.starts(with: signature)
      && (line.count == signature.count || line[signature.count] == UInt8(ascii: " "))
  }

  /// Reads a line; false when the stream ends before it.
  ///
  /// - Parameter frameCount: frames before the line; nil for the stream's first line.
  /// - Throws: `FilmError`.
  func read(
    from input: CancellableInput, path: String, after frameCount: Int? = nil
  ) throws(FilmError) -> Bool {
    line.removeAll(keepingCapacity: true)
    do throws(SystemError) {
      while let byte = try input.byte() {
        if byte == UInt8(ascii: "\n") { return true }
        guard line.count < Y4MHeader.maximumByteCount else {
          throw SystemError(number: EMSGSIZE)
        }
        line.append(byte)
      }
      if line.isEmpty { return false }
      throw SystemError(number: ENODATA)
    } catch {
      guard error.number == EMSGSIZE || error.number == ENODATA else {
        throw Self.failure(error, path: path)
      }
      let expected = "a line of at most \(Y4MHeader.maximumByteCount) bytes"
      let found = "'\(printable(String(decoding: line.prefix(64), as: UTF8.self)))'"
      guard let frameCount else { throw .invalidY4M(path: path, expected: expected, found: found) }
      throw .damaged(
        path: path, frameCount: frameCount, reason: "expected \(expected), found \(found)")
    }
  }

  /// Returns what a failed read means.
  static func failure(_ error: SystemError, path: String) -> FilmError {
    error.number == ECANCELED ? .cancelled : .unreadable(path: path, reason: "\(error)")
  }
}
