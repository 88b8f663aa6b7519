import ModelCatalogue

/// Record that `vbg models list --json` prints of an entry.
struct CatalogueRecord: Encodable {
  let name: String
  let aliases: [String]
  let isDefault: Bool
  let path: String?
  let fileName: String
  let byteCount: Int
  let sha256: String
  let origin: String
  let licence: String
  let inputWidth: Int
  let inputHeight: Int
  let inputRange: String
  let decoding: String
  let package: String?
  let packageSHA256: String?
  let packageMember: String?

  /// The record of an entry whose file is at `path`, if it is anywhere.
  init(_ entry: CatalogueEntry, path: String?) {
    name = entry.name
    aliases = entry.aliases
    isDefault = entry.name == Catalogue.defaultEntry.name
    self.path = path
    fileName = entry.file.fileName
    byteCount = entry.file.byteCount
    sha256 = entry.file.digest.hexadecimal
    origin = entry.file.origin
    licence = entry.file.license
    inputWidth = entry.inputWidth
    inputHeight = entry.inputHeight
    inputRange = entry.inputRange.rawValue
    decoding = entry.decoding.rawValue
    if case .package(let wheel, let member) = entry.file.source {
      package = "\(wheel.package)==\(wheel.version)"
      packageSHA256 = wheel.digest.hexadecimal
      packageMember = member
    } else {
      package = nil
      packageSHA256 = nil
      packageMember = nil
    }
  }
}
