/// A file format that frames are read from.
public enum ImageFormat: String, Sendable, CaseIterable {
  /// Portable Network Graphics, second edition (W3C, 2003).
  case png = "PNG"

  /// JPEG (ITU-T T.81) in a JFIF, Exif or bare stream.
  case jpeg = "JPEG"

  /// The format that the first bytes of a file tell, nil for any other.
  init?(signatureOf bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else {
      return nil
    }
  }
}
