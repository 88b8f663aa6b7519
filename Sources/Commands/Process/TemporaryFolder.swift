import Glibc

/// A folder of this process's own, which nobody else may look into, under `$TMPDIR` (by default `/tmp`).
struct TemporaryFolder {
  /// Where it is: an absolute path.
  let path: String

  /// Makes the folder.
  init() throws(FileError) {
    let parent = environmentVariable("TMPDIR").flatMap { isAbsolute($0) ? $0 : nil } ?? "/tmp"
    var template = pathBytes(joined(parent, "vbg-XXXXXX")).map { CChar(bitPattern: $0) } + [0]
    // Made with the mode 0700.
    guard mkdtemp(&template) != nil else {
      throw .unwritable(path: parent, reason: "\(SystemError(number: errno))")
    }
    path = pathText(template.dropLast().map { UInt8(bitPattern: $0) })
  }

  /// Removes the folder with all that it holds.
  func remove() { Self.remove(path) }

  /// The names of what it holds.
  var fileNames: [String] { (try? names(inFolder: path)) ?? [] }

  private static func remove(_ folder: String) {
    for name in (try? names(inFolder: folder)) ?? [] {
      let path = joined(folder, name)
      // A link to a folder is unlinked, never followed.
      if withPath(path, { unlink($0) }) != 0 { remove(path) }
    }
    _ = withPath(folder) { rmdir($0) }
  }
}
