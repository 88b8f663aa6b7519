import Glibc

/// Puts `bytes` where `path` says, so that nobody ever sees a part of them: a new file beside the
/// old one is filled and then renamed over it. `-` is standard output.
///
/// A link is followed; a device or pipe (`/dev/null`) is written to as it is.
///
/// - Throws: `FileError.unwritable`; what was there before is then untouched.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  if path == "-" { return try writeAll(STDOUT_FILENO, bytes, path: "standard output") }
  var target = path
  var status = stat()
  if stat(path, &status) == 0 {
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw .unwritable(path: path, reason: "\(SystemError(number: EISDIR))") }
    if kind != S_IFREG {
      return try write(bytes, to: path, flags: O_WRONLY, shownAs: path)
    }
    target = resolvedPath(path) ?? path
  }
  try replaceFile(target, bytes, shownAs: path)
}

private func replaceFile(
  _ target: String, _ bytes: [UInt8], shownAs path: String
) throws(FileError) {
  let partial = "\(folderPart(of: target))/.vbg-\(getpid()).partial"
  unlink(partial)
  do throws(FileError) {
    try write(bytes, to: partial, flags: O_WRONLY | O_CREAT | O_EXCL, shownAs: path)
    guard rename(partial, target) == 0 else {
      throw .unwritable(path: path, reason: "\(SystemError(number: errno))")
    }
  } catch {
    unlink(partial)
    throw error
  }
}

private func write(
  _ bytes: [UInt8], to target: String, flags: Int32, shownAs path: String
) throws(FileError) {
  let descriptor: FileDescriptor
  do throws(SystemError) {
    descriptor = try FileDescriptor(path: target, flags: flags, mode: 0o666)
  } catch {
    throw .unwritable(path: path, reason: "\(error)")
  }
  try writeAll(descriptor.number, bytes, path: path)
}

private func writeAll(_ descriptor: Int32, _ bytes: [UInt8], path: String) throws(FileError) {
  var written = 0
  while written < bytes.count {
    let outcome = bytes.withUnsafeBytes { buffer in
      Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
    }
    if outcome < 0 && errno == EINTR { continue }
    guard outcome > 0 else {
      throw .unwritable(path: path, reason: "\(SystemError(number: errno))")
    }
    written += outcome
  }
}

/// Makes a folder and those above it; one that exists is fine.
package func makeFolder(_ path: String) throws(FileError) {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += part + "/"
    if mkdir(made, 0o777) != 0 {
      let number = errno
      guard isFolder(made) else {
        throw .unwritable(
          path: path,
          reason: number == EEXIST
            ? "'\(made.dropLast())' is no folder" : "\(SystemError(number: number))")
      }
    }
  }
}

/// Whether a folder is at `path`.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
