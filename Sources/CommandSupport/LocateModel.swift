package import ArgumentParser
import Glibc
package import ModelCatalogue

/// A model's bytes and where they come from.
package struct LocatedModel {
  /// The file's path.
  package let path: String
  /// All of it.
  package let bytes: [UInt8]
  /// Its SHA-256, where locating it took that.
  package let digest: SHA256Digest?
}

/// Why a model of the catalogue can't be used.
package enum ModelLocationError: Error, CustomStringConvertible {
  case absent(CatalogueEntry, folders: [String], atHand: [String])
  case altered(path: String, expected: SHA256Digest, found: SHA256Digest)

  package var description: String {
    switch self {
    case .absent(let entry, let folders, let atHand):
      "expected the model \(entry.shortName), \(entry.file.fileName), in "
        + "\(folders.joined(separator: " or ")), found none (get it: vbg models fetch "
        + "\(entry.shortName)"
        + (atHand.isEmpty ? "" : "; here are: \(atHand.joined(separator: ", "))") + ")"
    case .altered(let path, let expected, let found):
      "expected '\(path)' with SHA-256 \(expected), found \(found)"
    }
  }
}

/// What people mean by the name of a model.
package enum ModelName {
  /// A file: what they typed has a `/` or ends in `.tflite`.
  case file(String)
  /// A model of the catalogue, whatever files lie around.
  case catalogued(CatalogueEntry)

  /// Tells one from the other. The catalogue's own file name is a file where one is in the current
  /// folder, else the catalogue's.
  ///
  /// - Throws: `ValidationError` for what is neither.
  package init(_ typed: String) throws(ValidationError) {
    let isFile = typed.contains("/") || typed.hasSuffix(".tflite")
    let entry = Catalogue.entry(named: typed)
    if let entry, !isFile || !fileExists(typed) {
      self = .catalogued(entry)
    } else if isFile {
      self = .file(typed)
    } else {
      let kind = typed.isEmpty ? "" : fileExists(typed) ? " (a file is written './\(typed)')" : ""
      throw ValidationError(
        "expected a model: a file (with a '/' or ending in .tflite), or one of "
          + "\(Catalogue.shortNames), found '\(typed)'\(kind)")
    }
  }

  /// The file, as far as one is there to be read.
  package var path: String? {
    switch self {
    case .file(let path): path
    case .catalogued(let entry): ModelFolders().path(of: entry)
    }
  }
}

/// Reads a model: a file, or one of the catalogue, whose file must be intact; see `ModelName`.
///
/// - Throws: `ModelLocationError`, `FileError`; `ValidationError` for what is no model's name.
package func locateModel(_ typed: String, byteCountLimit: Int) throws -> LocatedModel {
  switch try ModelName(typed) {
  case .file(let path):
    let bytes = try readFile(path, byteCountLimit: byteCountLimit)
    return LocatedModel(path: path, bytes: bytes, digest: nil)
  case .catalogued(let entry):
    let folders = ModelFolders()
    guard let path = folders.path(of: entry) else {
      throw ModelLocationError.absent(
        entry, folders: folders.searched, atHand: modelsAtHand().map(\.shortName))
    }
    let bytes = try readFile(path, byteCountLimit: byteCountLimit)
    let found = SHA256Digest(of: bytes)
    guard found == entry.file.digest else {
      throw ModelLocationError.altered(path: path, expected: entry.file.digest, found: found)
    }
    return LocatedModel(path: path, bytes: bytes, digest: found)
  }
}

/// The models of the catalogue whose files are on this machine.
package func modelsAtHand() -> [CatalogueEntry] {
  let folders = ModelFolders()
  return Catalogue.entries.filter { folders.path(of: $0) != nil }
}
