import Glibc

/// The PNG and JPEG files of a folder by their extensions, sorted by name; hidden ones are left out.
///
/// - Throws: `FileError.unreadable`, also when there are none.
func pictures(inFolder folder: String) throws(FileError) -> [String] {
  guard let directory = opendir(folder) else {
    throw .unreadable(path: folder, reason: "\(SystemError(number: errno))")
  }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
      name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") && isPictureName(name) && !isFolder(joined(folder, name)) {
      names.append(name)
    }
  }
  guard !names.isEmpty else {
    throw .unreadable(path: folder, reason: "a folder without PNG and JPEG files")
  }
  return names.sorted().map { joined(folder, $0) }
}

/// A file's path in a folder.
func joined(_ folder: String, _ name: String) -> String {
  folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
}

/// What follows the last dot of a path's file name, in lower case; nil when there is none.
func fileExtension(_ path: String) -> String? {
  let file = lastPart(of: path)
  let name = frameName(path)
  return name == file || path == "-" ? nil : file.dropFirst(name.count + 1).lowercased()
}

private func isPictureName(_ name: String) -> Bool {
  ["png", "jpg", "jpeg"].contains(fileExtension(name))
}
