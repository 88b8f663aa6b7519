// Parts of paths, by bytes: a name may begin with an accent that would join a slash to one character.

private let slash = UInt8(ascii: "/")

/// The folder part of a path with its last slash, `.` when it has none.
package func folderPart(of path: String) -> String {
  path.utf8.lastIndex(of: slash).map { String(Substring(path.utf8[...$0])) } ?? "."
}

/// Returns what follows the last folder in a path; slashes at its end don't count.
package func lastPart(of path: String) -> String {
  guard let last = path.utf8.lastIndex(where: { $0 != slash }) else { return "" }
  let rest = path.utf8[...last]
  return String(Substring(rest.lastIndex(of: slash).map { rest[rest.index(after: $0)...] } ?? rest))
}

/// A file's path in a folder.
package func joined(_ folder: String, _ name: String) -> String {
  folder.utf8.last == slash ? folder + name : "\(folder)/\(name)"
}

/// The elements of a list with colons between them, as in `PATH`; empty ones are left out.
package func pathList(_ text: String) -> [String] {
  text.utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
}

/// Tells whether a path says the same from every folder.
package func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }
