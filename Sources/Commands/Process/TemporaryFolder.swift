import Glibc

/// A folder of this process's own under `$TMPDIR` (by default `/tmp`).
struct TemporaryFolder {
  /// Where it is.
  let path: String

  /// Makes the folder.
  init() throws(FileError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/vbg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .unwritable(path: parent, reason: "\(SystemError(number: errno))")
    }
    path = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// Removes the folder with the files that it holds; folders within it are left alone.
  func remove() {
    for name in fileNames { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The names of what it holds.
  var fileNames: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let item = readdir(directory) {
      let name = withUnsafeBytes(of: &item.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
