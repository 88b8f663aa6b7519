import Glibc

/// What tells one existing file from another, whatever paths and links lead to it.
package struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at `path`; nil when there is none.
  package init?(existing path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The identity of the file that a status was asked of.
  package init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

/// Whether `path` leads to something that is neither a file nor a folder (a device, a pipe).
package func isDevice(_ path: String) -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else { return false }
  let kind = status.st_mode & S_IFMT
  return kind != S_IFREG && kind != S_IFDIR
}

/// The folder part of a path, `.` when it has none.
package func folderPart(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
}

/// What follows the last folder in a path.
package func lastPart(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? ""
}

/// A path with links resolved, as far as it exists: two paths of one file have one.
package func canonicalPath(_ path: String) -> String {
  if let resolved = resolvedPath(path) { return resolved }
  let folder = folderPart(of: path)
  return "\(resolvedPath(folder) ?? folder)/\(lastPart(of: path))"
}

/// An existing path with links resolved; nil when nothing is there.
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// Checks that a file can be made or replaced at `path`, as far as its folder tells.
///
/// - Throws: `FileError.unwritable`.
package func checkWritable(_ path: String) throws(FileError) {
  if isDevice(path) { return }
  let folder = folderPart(of: resolvedPath(path) ?? path)
  if access(folder, W_OK | X_OK) != 0 {
    throw .unwritable(path: path, reason: "\(SystemError(number: errno))")
  }
}
