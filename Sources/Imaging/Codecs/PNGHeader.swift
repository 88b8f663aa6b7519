/// Reads the first chunk of a PNG file, which must be IHDR, and the chunks that tell orientation and colors.
func pngHeader(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
  let reader = ByteReader(bytes: bytes[...], byteOrder: .bigEndian)
  guard
    let byteCount = reader.uint32(at: 8), let type = reader.uint32(at: 12),
    let width = reader.uint32(at: 16), let height = reader.uint32(at: 20)
  else { throw endsEarly(.png, bytes) }
  let imageHeaderType = 0x4948_4452
  guard byteCount == 13, type == imageHeaderType else {
    throw .damaged(.png, reason: "expected a header chunk (IHDR) first, found another")
  }
  let metadata = PNGMetadataChunks(bytes).metadata
  return ImageHeader(
    format: .png, storedWidth: width, storedHeight: height,
    orientation: metadata.exif?.orientation ?? .upright, metadata: metadata)
}
