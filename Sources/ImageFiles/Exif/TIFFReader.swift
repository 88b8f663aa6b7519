/// Directories of an Exif block, which has the form of a TIFF file (Exif 2.32, section 4.5): untrusted
/// bytes, of which what is whole is read.
struct TIFFReader {
  /// A value with its tag.
  struct Entry {
    let tag: Int
    /// The TIFF type of its numbers; see `byteCounts`.
    let type: Int
    let count: Int
    /// All of the value, in the file's byte order.
    let value: ArraySlice<UInt8>
  }

  /// The byte order of all numbers.
  let byteOrder: ByteReader.ByteOrder
  private let reader: ByteReader

  /// A reader of a block that begins with its byte order; nil for other bytes.
  init?(_ block: ArraySlice<UInt8>) {
    if block.starts(with: "II*\0".utf8) {
      byteOrder = .littleEndian
    } else if block.starts(with: "MM\0*".utf8) {
      byteOrder = .bigEndian
    } else {
      return nil
    }
    reader = ByteReader(bytes: block, byteOrder: byteOrder)
  }

  /// The first directory; empty when there is none.
  var firstDirectory: [Entry] { reader.uint32(at: 4).map(directory) ?? [] }

  /// The directory that an entry of another one names; empty when there is none.
  func directory(_ tag: Int, of parent: [Entry]) -> [Entry] {
    guard let entry = parent.first(where: { $0.tag == tag }), let offset = integer(entry) else {
      return []
    }
    return directory(at: offset)
  }

  /// The number of an entry that holds one integer of any size; nil for others.
  func integer(_ entry: Entry) -> Int? {
    guard entry.count == 1 else { return nil }
    let value = ByteReader(bytes: entry.value, byteOrder: byteOrder)
    return switch entry.type {
    case 1, 6: value.uint8(at: 0)
    case 3, 8: value.uint16(at: 0)
    case 4, 9, 13: value.uint32(at: 0)
    default: nil
    }
  }

  private func directory(at offset: Int) -> [Entry] {
    guard let count = reader.uint16(at: offset) else { return [] }
    var entries: [Entry] = []
    for index in 0..<count {
      // Tag, type, count, and the value or its offset: 2 + 2 + 4 + 4 bytes.
      let start = offset + 2 + index * 12
      guard
        let tag = reader.uint16(at: start), let type = reader.uint16(at: start + 2),
        let count = reader.uint32(at: start + 4)
      else { break }
      guard let size = Self.byteCounts[type] else { continue }
      let byteCount = size * count
      let place = byteCount <= 4 ? start + 8 : reader.uint32(at: start + 8)
      guard let place, let value = reader.slice(at: place, count: byteCount) else { continue }
      entries.append(Entry(tag: tag, type: type, count: count, value: value))
    }
    return entries
  }

  /// Bytes of a number of each type: BYTE, ASCII, SHORT, LONG, RATIONAL and their signed kinds, UNDEFINED,
  /// FLOAT, DOUBLE, IFD, and Exif 3's UTF-8.
  private static let byteCounts = [
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1,
  ]
}
