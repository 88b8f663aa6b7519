import CProcess
import Glibc

/// A file without a name that lives in memory for as long as this does; children open it by its path.
final class MemoryFile: Sendable {
  private let end: PipeEnd

  /// A file of these bytes; nil when the system has no memory or no descriptor for it.
  init?(_ bytes: [UInt8]) {
    let descriptor = makeMemoryFile("vbg")
    guard descriptor >= 0 else { return nil }
    end = PipeEnd(owning: descriptor)
    do {
      try bytes.withBytes { (bytes) throws(SystemError) in try end.write(bytes) }
    } catch {
      return nil
    }
  }

  /// Where other processes of this user find it.
  var path: String { "/proc/\(getpid())/fd/\(end.number)" }
}
