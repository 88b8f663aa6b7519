/// Notes of a camera on a picture: an Exif block as it stands in a JPEG file's APP1 segment behind
/// `Exif` and two zeros, in a PNG file's `eXIf` chunk, or in a HEIF item.
public struct ExifBlock: Sendable, Hashable {
  /// A TIFF file without pixels, as it was found: not checked.
  public let bytes: [UInt8]

  /// A block, however broken.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Turn of the picture; upright when the block does not say so.
  public var orientation: Orientation { Orientation(exif: bytes[...]) ?? .upright }

  /// The block for a picture that was made from this one: upright, in sRGB, of the size given.
  ///
  /// Date, camera, lens, exposure, descriptions and people are kept. Left out are the thumbnail, makers'
  /// notes, places unless `keepsLocation`, and everything that is not known to be harmless.
  ///
  /// - Returns: nil when nothing is left, or the block cannot be read.
  public func forResult(width: Int, height: Int, keepsLocation: Bool) -> ExifBlock? {
    guard let reader = TIFFReader(bytes[...]) else { return nil }
    let found = reader.firstDirectory
    var image = kept(ExifTags.keptOfImage, of: found)
    var exif = kept(ExifTags.keptOfExif, of: reader.directory(ExifTags.exifDirectory, of: found))
    var gps: [TIFFReader.Entry] = []
    if keepsLocation {
      gps = kept(ExifTags.keptOfGPS, of: reader.directory(ExifTags.gpsDirectory, of: found))
    }
    if image.isEmpty && exif.isEmpty && gps.isEmpty { return nil }

    var writer = TIFFWriter(byteOrder: reader.byteOrder)
    if !exif.contains(where: { $0.tag == ExifTags.exifVersion }) {
      exif.append(
        TIFFReader.Entry(
          tag: ExifTags.exifVersion, type: 7, count: 4, value: Array("0232".utf8)[...]))
    }
    exif.append(writer.entry(ExifTags.colorSpace, 1))
    exif.append(writer.entry(ExifTags.pixelWidth, width))
    exif.append(writer.entry(ExifTags.pixelHeight, height))
    image.append(writer.entry(ExifTags.orientation, Orientation.upright.rawValue))
    let pointerCount = gps.isEmpty ? 1 : 2
    let exifOffset = 8 + TIFFWriter.byteCount(of: image) + pointerCount * 12
    image.append(writer.entry(ExifTags.exifDirectory, exifOffset, isOffset: true))
    if !gps.isEmpty {
      let gpsOffset = exifOffset + TIFFWriter.byteCount(of: exif)
      image.append(writer.entry(ExifTags.gpsDirectory, gpsOffset, isOffset: true))
    }
    writer.append(directory: image)
    writer.append(directory: exif)
    if !gps.isEmpty { writer.append(directory: gps) }
    return ExifBlock(bytes: writer.bytes)
  }

  /// Whether the camera wrote the colors as the optional set of DCF (version 2.0), which is Adobe RGB.
  var isAdobeRGB: Bool {
    guard let reader = TIFFReader(bytes[...]) else { return false }
    let exif = reader.directory(ExifTags.exifDirectory, of: reader.firstDirectory)
    let interoperability = reader.directory(ExifTags.interoperabilityDirectory, of: exif)
    let indexTag = 1
    return interoperability.first { $0.tag == indexTag }?.value.starts(with: "R03".utf8) ?? false
  }

  /// Entries of these tags, each once; none so long that a block would not fit into a JPEG segment.
  private func kept(_ tags: Set<Int>, of entries: [TIFFReader.Entry]) -> [TIFFReader.Entry] {
    let longestValue = 4096
    let mostBytes = 20_000
    var missing = tags
    var kept: [TIFFReader.Entry] = []
    for entry in entries where entry.count > 0 && entry.value.count <= longestValue {
      guard missing.remove(entry.tag) != nil else { continue }
      if TIFFWriter.byteCount(of: kept + [entry]) > mostBytes { break }
      kept.append(entry)
    }
    return kept
  }
}
