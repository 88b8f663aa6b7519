import CProcess
import Glibc

/// A file without a name that lives in memory for as long as this does; children get it as a stream, or
/// open it by its path.
package final class MemoryFile: Sendable {
  /// The file, to be read from its beginning.
  package let end: PipeEnd

  /// A file of these bytes.
  ///
  /// - Throws: `SystemError` when the system has no memory or no descriptor for it.
  package init(_ bytes: [UInt8]) throws(SystemError) {
    let descriptor = makeMemoryFile("vbg")
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    end = PipeEnd(owning: descriptor)
    try writeAll(descriptor, bytes)
    lseek(descriptor, 0, SEEK_SET)
  }

  /// Where other processes of this user find it.
  package var path: String { "/proc/\(getpid())/fd/\(end.number)" }
}
