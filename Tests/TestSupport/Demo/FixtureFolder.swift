import Foundation

/// Pictures that the browser demo itself made, in the folder that the variable `VBG_FIXTURES` names.
package struct FixtureFolder: Sendable {
  package let url: URL

  /// Error of fixtures that can't be read on this machine.
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  /// The folder; throws `Missing` when the variable is not set or names none.
  package init() throws(Missing) {
    guard let path = ProcessInfo.processInfo.environment["VBG_FIXTURES"], !path.isEmpty else {
      throw Missing(description: "VBG_FIXTURES is not set")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { throw Missing(description: "VBG_FIXTURES: \(path) is not a folder") }
    url = URL(filePath: path, directoryHint: .isDirectory)
  }

  /// The bytes of a file, by its path in the folder.
  package func bytes(of path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: url.appending(path: path)))
  }

  /// The bytes of one of the demo's own photos, which lie in `photos` in the folder or in
  /// `media/photos` beside it; throws `Missing` when it is in neither.
  package func bytes(ofPhoto name: String) throws -> [UInt8] {
    let folders = [url, url.deletingLastPathComponent().appending(path: "media")]
    for folder in folders {
      let file = folder.appending(path: "photos").appending(path: name)
      if let data = try? Data(contentsOf: file) { return [UInt8](data) }
    }
    throw Missing(description: "the photo \(name) not found")
  }

  /// The array of a `.npy` file.
  package func array(_ path: String) throws -> NPYArray {
    try NPYArray(bytes(of: path))
  }

  /// Paths of the files with this extension, in all folders below, sorted.
  package func paths(withExtension fileExtension: String) -> [String] {
    let paths = FileManager.default.subpaths(atPath: url.path) ?? []
    return paths.filter { $0.hasSuffix(".\(fileExtension)") }.sorted()
  }
}
