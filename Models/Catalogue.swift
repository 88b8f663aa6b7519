/// The models that vbg knows. Plain data: nothing is parsed or allocated until it is asked for.
public enum Catalogue {
  /// Every model, the default first.
  public static let entries: [CatalogueEntry] = [
    .selfieSegmentationLandscape, .selfieSegmentation, .selfieSegmentationMLKit, .segmFull,
    .segmLite, .bodyPix, .deepLabV3,
  ]

  /// The model that is fetched when none is named.
  public static let defaultEntry = CatalogueEntry.selfieSegmentationLandscape

  /// The short names in one line.
  public static var shortNames: String { entries.map { $0.shortName }.joined(separator: ", ") }

  /// The entry of a name or alias, with or without `.tflite`; nil when there is none.
  public static func entry(named name: String) -> CatalogueEntry? {
    let stem = name.hasSuffix(".tflite") ? String(name.dropLast(7)) : name
    return entries.first { $0.name == stem || $0.aliases.contains(stem) }
  }

  /// The entry of a model file with this SHA-256; nil when there is none.
  public static func entry(digest: SHA256Digest) -> CatalogueEntry? {
    entries.first { $0.file.digest == digest }
  }
}
