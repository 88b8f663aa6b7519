/// A frame's file name without folders and extension; `stdin` for `-`.
package func frameName(_ path: String) -> String {
  if path == "-" { return "stdin" }
  let file = lastPart(of: path)
  guard let dot = file.utf8.lastIndex(of: UInt8(ascii: ".")), dot != file.startIndex else {
    return file
  }
  return String(file[..<dot])
}
