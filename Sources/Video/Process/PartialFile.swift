import Glibc
import Synchronization

/// A file that grows beside its place and is put there once it is whole.
///
/// What is at the place but no file (a device, a named pipe) is written to as it is.
struct PartialFile {
  /// Where to write.
  let partialPath: String
  private let path: String
  private let target: String?
  private static let count = Atomic<Int>(0)

  /// Checks that a file can be made or replaced at `path`, and makes an empty one beside it.
  ///
  /// - Throws: `FilmError.unwritable`, `.noSpace`.
  init(_ path: String) throws(FilmError) {
    self.path = path
    var status = stat()
    var target = path
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw Self.failure(path, EISDIR) }
      if kind != S_IFREG {
        self.target = nil
        partialPath = path
        return
      }
      if access(path, W_OK) != 0 { throw Self.failure(path, errno) }
      if let resolved = realpath(path, nil) {
        target = String(cString: resolved)
        free(resolved)
      }
    }
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    let number = Self.count.add(1, ordering: .relaxed).newValue
    partialPath = "\(folder).vbg-\(getpid())-\(number)\(Self.ending(of: path))"
    let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    close(descriptor)
    self.target = target
  }

  /// Puts the file in its place.
  ///
  /// - Throws: `FilmError.unwritable`; the file is gone then.
  func publish() throws(FilmError) {
    guard let target, rename(partialPath, target) != 0 else { return }
    let number = errno
    discard()
    throw Self.failure(path, number)
  }

  /// Removes the file.
  func discard() {
    if target != nil { unlink(partialPath) }
  }

  private static func ending(of path: String) -> String {
    let name = lastPathPart(path)
    return name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
  }

  private static func failure(_ path: String, _ number: Int32) -> FilmError {
    let error = SystemError(number: number)
    return error.isLackOfSpace
      ? .noSpace(path: path, reason: "\(error)") : .unwritable(path: path, reason: "\(error)")
  }
}
