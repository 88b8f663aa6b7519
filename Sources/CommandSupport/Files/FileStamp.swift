import Glibc

/// Stamp of a file, which changes when the file is written or replaced.
package struct FileStamp: Equatable {
  private let identity: FileIdentity
  private let byteCount: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// The stamp of the file at `path`; nil when there is none.
  package init?(_ path: String) {
    guard let status = fileStatus(path) else { return nil }
    identity = FileIdentity(status)
    byteCount = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
