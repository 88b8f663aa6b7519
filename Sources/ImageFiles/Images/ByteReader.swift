/// Bounds-checked integers at absolute positions of untrusted bytes: nil outside of them.
struct ByteReader {
  /// Order of the bytes of a number.
  enum ByteOrder {
    case bigEndian
    case littleEndian
  }

  let bytes: ArraySlice<UInt8>
  let byteOrder: ByteOrder

  /// The byte at a distance from the start of the slice.
  func uint8(at offset: Int) -> Int? {
    guard offset >= 0, offset < bytes.count else { return nil }
    return Int(bytes[bytes.startIndex + offset])
  }

  /// The two-byte number at a distance from the start of the slice.
  func uint16(at offset: Int) -> Int? {
    guard let first = uint8(at: offset), let second = uint8(at: offset + 1) else { return nil }
    return byteOrder == .bigEndian ? first << 8 | second : second << 8 | first
  }

  /// The four-byte number at a distance from the start of the slice.
  func uint32(at offset: Int) -> Int? {
    guard let first = uint16(at: offset), let second = uint16(at: offset + 2) else { return nil }
    return byteOrder == .bigEndian ? first << 16 | second : second << 16 | first
  }

  /// The bytes at a distance from the start of the slice; nil when some are outside.
  func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      return nil
    }
    return bytes[bytes.startIndex + offset..<bytes.startIndex + offset + count]
  }
}
