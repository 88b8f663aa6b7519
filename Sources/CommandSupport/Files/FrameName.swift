/// A frame's file name without folders and extension; `stdin` for `-`.
package func frameName(_ path: String) -> String {
  if path == "-" { return "stdin" }
  let file = lastPart(of: path)
  guard let dot = file.utf8.lastIndex(of: UInt8(ascii: ".")), dot != file.startIndex else {
    return file
  }
  return String(file[..<dot])
}

/// Returns what follows the last dot of a path's file name, in lower case; nil when there is none.
package func fileExtension(_ path: String) -> String? {
  let file = lastPart(of: path)
  let name = frameName(path)
  return name == file || path == "-"
    ? nil : String(Substring(file.utf8.dropFirst(name.utf8.count + 1))).lowercased()
}
