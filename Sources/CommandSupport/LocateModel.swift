import Glibc
import ModelCatalogue

/// A model's bytes and where they come from.
package struct LocatedModel {
  /// The file's path.
  package let path: String
  /// All of it.
  package let bytes: [UInt8]
  /// Its SHA-256, where locating it took that.
  package let digest: SHA256Digest?
}

/// Why what people typed leads to no model.
package enum ModelLocationError: Error, CustomStringConvertible {
  case unknown(String)
  case absent(name: String, folders: [String])
  case altered(path: String, expected: SHA256Digest, found: SHA256Digest)

  package var description: String {
    switch self {
    case .unknown(let typed):
      "expected a .tflite file or a name from 'vbg models list', found '\(typed)'"
    case .absent(let name, let folders):
      "expected \(name) in \(folders.joined(separator: " or ")), found none "
        + "(see 'vbg models fetch \(name)')"
    case .altered(let path, let expected, let found):
      "expected '\(path)' with SHA-256 \(expected), found \(found)"
    }
  }
}

/// Reads a model: a path first, else a name of the catalogue, whose file must be intact. A folder
/// does not stand in the way of a name.
///
/// - Throws: `ModelLocationError`, `FileError`.
package func locateModel(_ typed: String, byteCountLimit: Int) throws -> LocatedModel {
  let named = Catalogue.entry(named: typed)
  if fileExists(typed) && !(isFolder(typed) && named != nil) {
    let bytes = try readFile(typed, byteCountLimit: byteCountLimit)
    return LocatedModel(path: typed, bytes: bytes, digest: nil)
  }
  guard let entry = named else {
    throw typed.contains("/") || typed.hasSuffix(".tflite")
      ? FileError.unreadable(path: typed, reason: "\(SystemError(number: ENOENT))")
      : ModelLocationError.unknown(typed)
  }
  let folders = ModelFolders()
  guard let path = folders.path(of: entry) else {
    throw ModelLocationError.absent(name: entry.name, folders: folders.searched)
  }
  let bytes = try readFile(path, byteCountLimit: byteCountLimit)
  let found = SHA256Digest(of: bytes)
  guard found == entry.file.digest else {
    throw ModelLocationError.altered(path: path, expected: entry.file.digest, found: found)
  }
  return LocatedModel(path: path, bytes: bytes, digest: found)
}
