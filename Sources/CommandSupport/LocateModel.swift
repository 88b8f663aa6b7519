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

/// Error of a model of the catalogue that can't be used.
package enum ModelLocationError: Error, CustomStringConvertible {
  case absent(CatalogueEntry, folders: String, atHand: [String])
  case altered(CatalogueEntry, path: String, found: SHA256Digest)

  package var description: String {
    switch self {
    case .absent(let entry, let folders, let atHand):
      "expected the model \(entry.shortName), \(entry.file.fileName), in "
        + "\(folders), found none (get it: vbg models fetch "
        + "\(entry.shortName)"
        + (atHand.isEmpty ? "" : "; here are: \(atHand.joined(separator: ", "))") + ")"
    case .altered(let entry, let path, let found):
      "expected the model \(entry.shortName), of SHA-256 \(entry.file.digest), in '\(path)', found "
        + "\(found) (a file of another model is named by its path; get this one: vbg models fetch "
        + "\(entry.shortName))"
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
        entry, folders: folders.searchedInWords, atHand: modelsAtHand().map(\.shortName))
    }
    let bytes = try readFile(path, byteCountLimit: byteCountLimit)
    let found = SHA256Digest(of: bytes)
    guard found == entry.file.digest else {
      throw ModelLocationError.altered(entry, path: path, found: found)
    }
    return LocatedModel(path: path, bytes: bytes, digest: found)
  }
}

/// The models of the catalogue whose files are on this machine.
package func modelsAtHand() -> [CatalogueEntry] {
  let folders = ModelFolders()
  return Catalogue.entries.filter { folders.path(of: $0) != nil }
}
