import Glibc

/// An open end of a pipe, or a file, that is closed when this goes. Calls that are interrupted by
/// signals go on; descriptors that would not wait are waited for.
package final class PipeEnd: Sendable {
  /// The descriptor's number.
  package let number: Int32

  /// Takes over an open descriptor.
  package init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// A new pipe whose ends no child inherits, as large as is allowed up to 1 MB: frames are large,
  /// and a larger pipe is fewer changes between processes.
  package static func pipe() throws(SystemError) -> (reading: PipeEnd, writing: PipeEnd) {
    var ends: [Int32] = [-1, -1]
    guard makePipe(&ends, O_CLOEXEC) == 0 else { throw SystemError(number: errno) }
    let setPipeSize: Int32 = 1031
    _ = fcntl(ends[1], setPipeSize, 1 << 20)
    return (PipeEnd(owning: ends[0]), PipeEnd(owning: ends[1]))
  }

  /// Bytes in the pipe that nobody has read yet.
  package var unreadByteCount: Int {
    var count: Int32 = 0
    return ioctl(number, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// Reads at least one byte; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try readSome(number, into: buffer)
  }

  /// Writes all bytes. Nobody left to read them is an error (`EPIPE`), never a signal.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    let outcome = withoutBrokenPipeSignal { () -> Int32 in
      do throws(SystemError) {
        try writeAll(number, bytes)
        return 0
      } catch {
        return error.number
      }
    }
    if outcome != 0 { throw SystemError(number: outcome) }
  }
}

/// Linux's own call, which Swift's Glibc leaves out: with `pipe` and `fcntl`, a child started
/// meanwhile by another thread would inherit the ends.
@_silgen_name("pipe2")
private func makePipe(_ ends: UnsafeMutablePointer<Int32>, _ flags: Int32) -> Int32

/// Another descriptor of an open file, which no child inherits.
package func duplicate(_ descriptor: Int32) throws(SystemError) -> Int32 {
  let duplicateAndCloseOnExecute: Int32 = 1030
  let copy = fcntl(descriptor, duplicateAndCloseOnExecute, 3)
  if copy < 0 { throw SystemError(number: errno) }
  return copy
}

/// Runs `body` with SIGPIPE kept from this thread, and swallows the one that it caused.
///
/// Disposition is left alone: it belongs to the whole process, and children would inherit it.
private func withoutBrokenPipeSignal(_ body: () -> Int32) -> Int32 {
  var brokenPipe = sigset_t()
  var previous = sigset_t()
  var pending = sigset_t()
  sigemptyset(&brokenPipe)
  sigaddset(&brokenPipe, SIGPIPE)
  sigpending(&pending)
  let wasPending = sigismember(&pending, SIGPIPE) == 1
  pthread_sigmask(SIG_BLOCK, &brokenPipe, &previous)
  let outcome = body()
  if outcome == EPIPE && !wasPending {
    var now = timespec()
    while sigtimedwait(&brokenPipe, nil, &now) < 0 && errno == EINTR {}
  }
  pthread_sigmask(SIG_SETMASK, &previous, nil)
  return outcome
}

extension [UInt8] {
  /// Lends the bytes; errors keep their type.
  package func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let outcome = withUnsafeBytes { bytes -> Failure? in
      do throws(Failure) {
        try body(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let outcome { throw outcome }
  }
}
