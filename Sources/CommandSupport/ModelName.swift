package import ArgumentParser
package import ModelCatalogue

/// Meaning of a model's name as people type it.
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
