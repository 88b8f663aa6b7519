/// Walks the segments of a JPEG file (T.81, annex B) up to its first scan, for the size in the
/// frame header (SOF) and the orientation in the Exif segment (APP1).
func jpegHeader(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
  let reader = ByteReader(bytes: bytes[...], byteOrder: .bigEndian)
  var size: (width: Int, height: Int)?
  var orientation: Orientation?
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
      return ImageHeader(
        format: .jpeg, storedWidth: size.width, storedHeight: size.height,
        orientation: orientation ?? .upright)
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
      orientation = orientation ?? Orientation(exifSegment: payload)
    default:
      break
    }
    position += byteCount
  }
}
