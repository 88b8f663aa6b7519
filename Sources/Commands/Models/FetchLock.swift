import Glibc

/// Lets one process at a time fetch into a folder, so that what one downloads another finds. Only an
/// economy: files are put in their places whole, and who has waited a minute goes on.
final class FetchLock {
  private let descriptor: Int32

  /// Waits for the other processes.
  ///
  /// - Parameter path: the folder, or what will become it.
  /// - Throws: `FetchError.interrupted`.
  init(_ path: String, signals: DeferredSignals) throws {
    descriptor = (try? openFile(nearestFolder(path), O_RDONLY | O_DIRECTORY)) ?? -1
    for _ in 0..<600 {
      // Not every file system has locks.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return }
      if signals.wait(milliseconds: 100) != nil { throw FetchError.interrupted }
    }
  }

  deinit { close(descriptor) }
}

/// A folder, or the next above it that exists.
func nearestFolder(_ path: String) -> String {
  var path = path
  while !fileExists(path), path != "/", path != "." {
    let parts = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }.reversed()
    path = folderPart(of: pathText(parts))
  }
  return path
}
