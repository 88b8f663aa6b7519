import Glibc

/// Identity of an existing file, whatever paths and links lead to it.
package struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at `path`; nil when there is none.
  package init?(existing path: String) {
    guard let status = fileStatus(path) else { return nil }
    self.init(status)
  }

  /// The identity of the file that a status was asked of.
  package init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

/// As `checkWritable`, but nothing is wrong with a path whose folder is not there yet.
package func checkWritableFile(_ path: String) throws(FileError) {
  if fileExists(folderPart(of: path)) { try checkWritable(path) }
}

/// Checks that a file can be made or replaced at `path`, as far as can be told before.
///
/// - Throws: `FileError.unwritable`.
package func checkWritable(_ path: String) throws(FileError) {
  do throws(SystemError) {
    _ = try OutputPlace(path)
  } catch {
    throw .unwritable(path: path, reason: "\(error)")
  }
}
