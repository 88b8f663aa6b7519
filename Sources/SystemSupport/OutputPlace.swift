import Glibc

/// Kind of place at a path that shall be written, links followed.
package enum OutputPlace {
  /// An open descriptor by a name of the system's, such as `/dev/stdout`.
  case descriptor(Int32)
  /// Nothing yet: a file can be made at this path. A link that leads nowhere is followed to it.
  case vacant(String)
  /// A file, at its path without links.
  case file(String, stat)
  /// Place that is neither file nor folder and is written to as it is: a device, a named pipe.
  case special

  /// Looks at a path, and changes nothing.
  ///
  /// - Throws: why it can't be written, as far as can be told beforehand: a folder, a file without
  ///   permission, links in a circle, a folder that is missing or whose files can't be replaced.
  package init(_ path: String) throws(SystemError) {
    if let number = Self.standardDescriptor(path) {
      self = .descriptor(number)
      return
    }
    var status = stat()
    // The system follows links here, and so refuses those that strangers left in `/tmp`.
    guard withPath(path, { stat($0, &status) }) == 0 else {
      if errno != ENOENT { throw SystemError(number: errno) }
      let target = try endOfLinks(path)
      try checkFolder(of: target, holding: nil)
      self = .vacant(target)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw SystemError(number: EISDIR)
    case S_IFREG:
      guard withPath(path, { access($0, W_OK) }) == 0 else { throw SystemError(number: errno) }
      guard let target = resolvedPath(path) else { throw SystemError(number: errno) }
      try checkFolder(of: target, holding: status)
      self = .file(target, status)
    default:
      guard withPath(path, { access($0, W_OK) }) == 0 else { throw SystemError(number: errno) }
      self = .special
    }
  }

  /// A path with `-` for the names that standard output has in the file system.
  package static func withDash(_ path: String) -> String {
    standardDescriptor(path) == STDOUT_FILENO ? "-" : path
  }

  /// The number in the names that Linux has for descriptors: 1 for `/dev/stdout`, `/dev/fd/1` and
  /// `/proc/self/fd/1`; nil for other paths.
  package static func standardDescriptor(_ path: String) -> Int32? {
    if path == "/dev/stdout" { return STDOUT_FILENO }
    if path == "/dev/stderr" { return STDERR_FILENO }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      guard let number = Int32(path.dropFirst(folder.count)), number >= 0 else { return nil }
      return number
    }
    return nil
  }
}

/// An existing path with links resolved; nil when nothing is there (`errno` says more).
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = withPath(path, { realpath($0, nil) }) else { return nil }
  defer { free(resolved) }
  return pathText(cString: resolved)
}

/// A path of one form for all that lead to one place, as far as it exists.
package func canonicalPath(_ path: String) -> String {
  if let resolved = resolvedPath(path) { return resolved }
  let target = (try? endOfLinks(path)) ?? path
  let folder = folderPart(of: target)
  return joined(resolvedPath(folder) ?? folder, lastPart(of: target))
}

/// Follows a chain of links to where it ends, whose last one leads to nothing.
private func endOfLinks(_ path: String) throws(SystemError) -> String {
  var path = path
  // As many as the kernel follows.
  for _ in 0..<40 {
    guard let next = linkTarget(path) else { return path }
    path = isAbsolute(next) ? next : joined(folderPart(of: path), next)
  }
  throw SystemError(number: ELOOP)
}

private func linkTarget(_ path: String) -> String? {
  var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = withPath(path) { path in
    target.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map { readlink(path, $0, characters.count) } ?? -1
      }
    }
  }
  return count > 0 ? pathText(target[..<count]) : nil
}

/// Checks that a file can be made in a folder and put in the place of one that is there.
private func checkFolder(of target: String, holding file: stat?) throws(SystemError) {
  let folder = folderPart(of: target)
  var status = stat()
  guard withPath(folder, { stat($0, &status) == 0 && access($0, W_OK | X_OK) == 0 }) else {
    throw SystemError(number: errno)
  }
  // In a folder like `/tmp` only the owner of a file or of the folder may replace it.
  let user = geteuid()
  if let file, status.st_mode & S_ISVTX != 0, user != 0, file.st_uid != user, status.st_uid != user
  {
    throw SystemError(number: EPERM)
  }
}
