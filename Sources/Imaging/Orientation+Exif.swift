extension Orientation {
  /// The orientation that an APP1 segment tells; nil when it is no Exif segment, is damaged, or
  /// does not hold the tag. A picture whose metadata is broken is still a picture, so this
  /// never throws.
  ///
  /// `segment` is what follows the segment's length: `Exif`, two zeros, then a TIFF file (Exif 2.3,
  /// section 4.5) of which only the first directory is read.
  init?(exifSegment segment: ArraySlice<UInt8>) {
    guard segment.starts(with: "Exif\0\0".utf8) else { return nil }
    let tiff = segment.dropFirst(6)
    let byteOrder: ByteReader.ByteOrder
    if tiff.starts(with: "II*\0".utf8) {
      byteOrder = .littleEndian
    } else if tiff.starts(with: "MM\0*".utf8) {
      byteOrder = .bigEndian
    } else {
      return nil
    }
    let reader = ByteReader(bytes: tiff, byteOrder: byteOrder)
    guard let directory = reader.uint32(at: 4), let entryCount = reader.uint16(at: directory)
    else { return nil }

    let orientationTag = 0x0112
    let shortType = 3
    for index in 0..<entryCount {
      // Tag, type, count, value or offset: 2 + 2 + 4 + 4 bytes.
      let entry = directory + 2 + index * 12
      guard let tag = reader.uint16(at: entry) else { return nil }
      guard tag == orientationTag else { continue }
      guard
        reader.uint16(at: entry + 2) == shortType, reader.uint32(at: entry + 4) == 1,
        let value = reader.uint16(at: entry + 8)
      else { return nil }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}
