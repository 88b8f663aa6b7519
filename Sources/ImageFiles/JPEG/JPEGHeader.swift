/// Walks the segments of a JPEG file (T.81, annex B) up to its first scan, for the size in the
/// frame header (SOF), the Exif block (APP1) and the color profile (APP2).
func jpegHeader(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
  let reader = ByteReader(bytes: bytes[...], byteOrder: .bigEndian)
  var size: (width: Int, height: Int)?
  var blocks: [ArraySlice<UInt8>] = []
  var profile = JPEGProfileParts()
  // Behind the start-of-image marker.
  var position = 2
  while true {
    // Like libjpeg: bytes that are no marker are skipped, and any number of FF may fill.
    while let byte = reader.uint8(at: position), byte != 0xFF { position += 1 }
    while let byte = reader.uint8(at: position), byte == 0xFF { position += 1 }
    guard let marker = reader.uint8(at: position) else { throw endsEarly(.jpeg, bytes) }
    position += 1
    switch marker {
    case 0x00, 0x01, 0xD0...0xD8:
      continue
    case 0xD9, 0xDA:
      guard let size else {
        throw .damaged(
          .jpeg, reason: "expected a frame header (SOF) before the first scan, found none")
      }
      // The first that tells an orientation, else the first.
      let block = blocks.first { Orientation(exif: $0) != nil } ?? blocks.first
      var metadata = ImageMetadata(exif: block.map { ExifBlock(bytes: Array($0)) })
      metadata.takeProfile(profile)
      return ImageHeader(
        format: .jpeg, storedWidth: size.width, storedHeight: size.height,
        orientation: metadata.exif?.orientation ?? .upright, metadata: metadata)
    default:
      break
    }
    guard let byteCount = reader.uint16(at: position) else { throw endsEarly(.jpeg, bytes) }
    guard byteCount >= 2 else {
      throw .damaged(
        .jpeg, reason: "expected a segment of at least 2 bytes, found \(byteCount)")
    }
    guard position + byteCount <= bytes.count else { throw endsEarly(.jpeg, bytes) }
    let payload = bytes[position + 2..<position + byteCount]
    switch marker {
    case 0xC0...0xCF where marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
      let frameHeader = ByteReader(bytes: payload, byteOrder: .bigEndian)
      guard let height = frameHeader.uint16(at: 1), let width = frameHeader.uint16(at: 3) else {
        throw .damaged(.jpeg, reason: "expected a frame header of 6 bytes, found \(payload.count)")
      }
      size = size ?? (width, height)
    case 0xE1:
      if payload.starts(with: "Exif\0\0".utf8) && blocks.count < 8 {
        blocks.append(payload.dropFirst(6))
      }
    case 0xE2:
      profile.append(segment: payload)
    default:
      break
    }
    position += byteCount
  }
}

/// A color profile in the segments of a JPEG file (ICC.1, annex B.4): `ICC_PROFILE`, a zero, the part's
/// number from 1 on, the number of parts, the part.
struct JPEGProfileParts {
  private var parts: [Int: ArraySlice<UInt8>] = [:]
  private var partCount: Int?
  private var isConsistent = true

  /// Takes what follows the length of an APP2 segment; ignores those of other kinds.
  mutating func append(segment: ArraySlice<UInt8>) {
    guard segment.starts(with: "ICC_PROFILE\0".utf8), segment.count > 14 else { return }
    let number = Int(segment[segment.startIndex + 12])
    let count = Int(segment[segment.startIndex + 13])
    if parts.updateValue(segment.dropFirst(14), forKey: number) != nil
      || partCount ?? count != count
    {
      isConsistent = false
    }
    partCount = count
  }

  /// All parts in order; nil when there are none.
  ///
  /// - Throws: `ColorProfileError.damaged` when some are missing or there twice.
  func joined() throws(ColorProfileError) -> [UInt8]? {
    guard let partCount else { return nil }
    guard isConsistent, partCount > 0, (1...partCount).allSatisfy({ parts[$0] != nil }) else {
      throw .damaged(reason: "expected \(partCount) parts, found others")
    }
    return Array((1...partCount).compactMap { parts[$0] }.joined())
  }
}
