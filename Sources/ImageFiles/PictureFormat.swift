/// A format that pictures are read from.
public enum PictureFormat: String, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png = "PNG"
  /// JPEG in a JFIF, Exif or bare stream.
  case jpeg = "JPEG"
  /// WebP, lossy and lossless.
  case webp = "WebP"
  /// HEIF with AV1.
  case avif = "AVIF"
  /// HEIF with HEVC, as phones write it, or with a codec that the file's first box does not tell.
  case heic = "HEIC"
  /// Tagged Image File Format, BigTIFF too.
  case tiff = "TIFF"
  /// Graphics Interchange Format.
  case gif = "GIF"
  /// Windows' and OS/2's bitmaps.
  case bmp = "BMP"

  /// All formats, for a person: `PNG, JPEG, ... or BMP`.
  public static let list =
    allCases.dropLast().map(\.rawValue).joined(separator: ", ")
    + " or \(PictureFormat.bmp.rawValue)"

  /// Endings of names of such files, in lower case.
  public var fileExtensions: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .webp: ["webp"]
    case .avif: ["avif"]
    case .heic: ["heic", "heif", "hif"]
    case .tiff: ["tif", "tiff"]
    case .gif: ["gif"]
    case .bmp: ["bmp", "dib"]
    }
  }

  /// Endings of names of all these files, in lower case.
  public static let allFileExtensions = allCases.flatMap(\.fileExtensions)

  /// The format that the first bytes of a file tell, whatever its name; nil for any other.
  ///
  /// - Parameter head: 64 bytes are enough for each format, unless a HEIF file lists many brands.
  public init?(signatureOf head: some Collection<UInt8>) {
    let head = Array(head.prefix(256))
    func hasMagic(_ magic: [UInt8], at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: magic)
    }
    if hasMagic([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .png
    } else if hasMagic([0xff, 0xd8, 0xff]) {
      self = .jpeg
    } else if hasMagic(Array("RIFF".utf8)), hasMagic(Array("WEBP".utf8), at: 8) {
      self = .webp
    } else if let format = Self.format(ofBrandsIn: head) {
      self = format
    } else if Self.tiffMagics.contains(where: { hasMagic($0) }) {
      self = .tiff
    } else if hasMagic(Array("GIF87a".utf8)) || hasMagic(Array("GIF89a".utf8)) {
      self = .gif
    } else if hasMagic(Array("BM".utf8)), head.count >= 18, head[15...17].allSatisfy({ $0 == 0 }) {
      // Behind the file's size and four bytes of zero or of a program's own: the size of a header.
      self = .bmp
    } else {
      return nil
    }
  }

  /// Classic and BigTIFF, in both orders of bytes.
  private static let tiffMagics: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4d, 0x4d, 0, 42], [0x49, 0x49, 43, 0], [0x4d, 0x4d, 0, 43],
  ]

  /// Of a file whose first box is `ftyp` (ISO/IEC 14496-12, 4.3): size, name, brand, version, more
  /// brands. Films have that box too, with other brands.
  private static func format(ofBrandsIn head: [UInt8]) -> PictureFormat? {
    guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let boxSize = head[..<4].reduce(0) { $0 << 8 | Int($1) }
    let brands = stride(from: 8, through: min(boxSize, head.count) - 4, by: 4).filter { $0 != 12 }
      .map { String(decoding: head[$0..<$0 + 4], as: UTF8.self) }
    guard let major = brands.first, heifBrands.contains(major) else { return nil }
    return brands.contains { $0 == "avif" || $0 == "avis" } ? .avif : .heic
  }

  private static let heifBrands: Set<String> = [
    "avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2",
    "msf1", "miaf", "jpeg", "1pic",
  ]
}
