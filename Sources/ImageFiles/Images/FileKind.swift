/// Describes what a file that is no frame seems to be, for error messages.
package func describeUnknownFile(_ bytes: [UInt8]) -> String {
  if bytes.isEmpty { return "an empty file" }
  for kind in fileKinds where bytes.dropFirst(kind.offset).starts(with: kind.magic.utf8) {
    return kind.name
  }
  let head = bytes.prefix(8).map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
  return "a file that begins with \(head.joined(separator: " "))"
}

private let fileKinds: [(offset: Int, magic: String, name: String)] = [
  (0, "GIF8", "a GIF image"),
  (0, "BM", "a BMP image"),
  (8, "WEBP", "a WebP image"),
  (0, "II*\0", "a TIFF image"),
  (0, "MM\0*", "a TIFF image"),
  (4, "ftyp", "a HEIF, AVIF or MP4 file"),
  (0, "%PDF", "a PDF document"),
  (4, "TFL3", "a TensorFlow Lite model"),
]
