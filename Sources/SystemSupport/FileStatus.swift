import Glibc

/// Returns what the system says of a path, links followed; nil where nothing can be asked (`errno`
/// says why).
package func fileStatus(_ path: String) -> stat? {
  var status = stat()
  return withPath(path) { stat($0, &status) } == 0 ? status : nil
}

/// Tells whether anything is at `path`.
package func fileExists(_ path: String) -> Bool { withPath(path) { access($0, F_OK) } == 0 }

/// Tells whether a folder is at `path`.
package func isFolder(_ path: String) -> Bool {
  fileStatus(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
}

/// Tells whether `path` leads to something that is neither a file nor a folder (a device, a pipe),
/// or names an open descriptor.
package func isDevice(_ path: String) -> Bool {
  if OutputPlace.standardDescriptor(path) != nil { return true }
  guard let kind = fileStatus(path).map({ $0.st_mode & S_IFMT }) else { return false }
  return kind != S_IFREG && kind != S_IFDIR
}

/// The names of what a folder holds, without `.` and `..`, in the system's order.
package func names(inFolder path: String) throws(SystemError) -> [String] {
  guard let directory = withPath(path, { opendir($0) }) else { throw SystemError(number: errno) }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { pathText($0.prefix { $0 != 0 }) }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}

/// Opens a file that no child inherits.
package func openFile(
  _ path: String, _ flags: Int32, mode: mode_t = 0
) throws(SystemError) -> Int32 {
  let descriptor = withPath(path) { open($0, flags | O_CLOEXEC, mode) }
  if descriptor < 0 { throw SystemError(number: errno) }
  return descriptor
}
