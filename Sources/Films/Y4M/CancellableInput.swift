import Glibc
import Memory

/// A file that is read until somebody else says stop, even while a read waits.
///
/// `@unchecked Sendable`: one reader at a time; `cancel` writes to a pipe only.
final class CancellableInput: @unchecked Sendable {
  private let file: PipeEnd
  private let stop: (reading: PipeEnd, writing: PipeEnd)
  private let buffer = Storage(byteCount: 4096)
  private var filled = 0..<0

  /// Reads on from where the file is.
  init(_ file: PipeEnd) throws(SystemError) {
    self.file = file
    stop = try PipeEnd.pipe()
  }

  /// Makes reads throw `ECANCELED`.
  func cancel() {
    withUnsafeBytes(of: UInt8(1)) { byte in try? stop.writing.write(byte) }
  }

  /// The next byte; nil at the end.
  func byte() throws(SystemError) -> UInt8? {
    if filled.isEmpty { filled = 0..<(try readSome(buffer.bytes)) }
    guard let first = filled.first else { return nil }
    filled = (first + 1)..<filled.upperBound
    return buffer.bytes[first]
  }

  /// Fills `bytes`; fewer only at the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let known = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled].prefix(bytes.count))
    bytes.copyMemory(from: UnsafeRawBufferPointer(known))
    filled = (filled.lowerBound + known.count)..<filled.upperBound
    var count = known.count
    while count < bytes.count {
      let some = try readSome(UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
      if some == 0 { break }
      count += some
    }
    return count
  }

  private func readSome(_ bytes: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let number = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { waits -> Int32 in
      waits[0] = pollfd(fd: stop.reading.number, events: Int16(POLLIN), revents: 0)
      waits[1] = pollfd(fd: file.number, events: Int16(POLLIN), revents: 0)
      while poll(waits.baseAddress, 2, -1) < 0 {
        if errno != EINTR { return errno }
      }
      return waits[0].revents != 0 ? ECANCELED : 0
    }
    if number != 0 { throw SystemError(number: number) }
    return try file.read(into: bytes)
  }
}
