import SystemSupport

/// The PNG and JPEG files of a folder by their extensions, sorted by name; hidden ones are left out.
///
/// - Throws: `FileError.unreadable`, also when there are none.
func pictures(inFolder folder: String) throws(FileError) -> [String] {
  var names: [String]
  do throws(SystemError) {
    names = try SystemSupport.names(inFolder: folder)
  } catch {
    throw .unreadable(path: folder, reason: "\(error)")
  }
  names.removeAll { name in
    name.hasPrefix(".") || !isPictureName(name) || isFolder(joined(folder, name))
  }
  guard !names.isEmpty else {
    throw .unreadable(path: folder, reason: "a folder without PNG and JPEG files")
  }
  return names.sorted().map { joined(folder, $0) }
}

/// What follows the last dot of a path's file name, in lower case; nil when there is none.
func fileExtension(_ path: String) -> String? {
  let file = lastPart(of: path)
  let name = frameName(path)
  return name == file || path == "-"
    ? nil : String(Substring(file.utf8.dropFirst(name.utf8.count + 1))).lowercased()
}

private func isPictureName(_ name: String) -> Bool {
  ["png", "jpg", "jpeg"].contains(fileExtension(name))
}
