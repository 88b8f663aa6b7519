import Glibc

/// Reads at least one byte; 0 at the end. Signals don't cut it short, and a descriptor that would not
/// wait (`O_NONBLOCK`, which whoever shares it may have set) is waited for.
package func readSome(
  _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
) throws(SystemError) -> Int {
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 { return count }
    try awaitReadiness(of: descriptor, for: POLLIN)
  }
}

/// Writes all bytes, waiting as `readSome`.
package func writeAll(
  _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
) throws(SystemError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = write(descriptor, rest.baseAddress, rest.count)
    if count < 0 { try awaitReadiness(of: descriptor, for: POLLOUT) }
    rest = UnsafeRawBufferPointer(rebasing: rest[max(0, count)...])
  }
}

/// Writes all bytes, waiting as `readSome`.
package func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) {
  let outcome = bytes.withUnsafeBytes { bytes in
    Result { () throws(SystemError) in try writeAll(descriptor, bytes) }
  }
  try outcome.get()
}

/// Looks at why a call failed: waits where that helps, and throws where it does not.
private func awaitReadiness(of descriptor: Int32, for event: Int32) throws(SystemError) {
  let number = errno
  if number == EINTR { return }
  guard number == EAGAIN || number == EWOULDBLOCK else { throw SystemError(number: number) }
  var wait = pollfd(fd: descriptor, events: Int16(event), revents: 0)
  if poll(&wait, 1, -1) < 0 && errno != EINTR { throw SystemError(number: errno) }
}
