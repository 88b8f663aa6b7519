/// Writes the directories of an Exif block, in the byte order of the one that values come from.
struct TIFFWriter {
  private let byteOrder: ByteReader.ByteOrder
  private(set) var bytes: [UInt8]

  /// A block without a directory yet.
  init(byteOrder: ByteReader.ByteOrder) {
    self.byteOrder = byteOrder
    bytes = Array((byteOrder == .littleEndian ? "II*\0" : "MM\0*").utf8)
    bytes += encoded(8, byteCount: 4)
  }

  /// An entry of one number: SHORT where it fits, else LONG.
  func entry(_ tag: Int, _ number: Int, isOffset: Bool = false) -> TIFFReader.Entry {
    let isShort = number <= 0xFFFF && !isOffset
    return TIFFReader.Entry(
      tag: tag, type: isShort ? 3 : 4, count: 1,
      value: encoded(number, byteCount: isShort ? 2 : 4)[...])
  }

  /// Bytes that a directory takes with its values.
  static func byteCount(of entries: [TIFFReader.Entry]) -> Int {
    entries.reduce(6) { $0 + 12 + ($1.value.count > 4 ? $1.value.count + $1.value.count % 2 : 0) }
  }

  /// Appends a directory, its entries in the order of their tags, and the values behind it.
  mutating func append(directory entries: [TIFFReader.Entry]) {
    var valueOffset = bytes.count + 6 + entries.count * 12
    var values: [UInt8] = []
    bytes += encoded(entries.count, byteCount: 2)
    for entry in entries.sorted(by: { $0.tag < $1.tag }) {
      bytes += encoded(entry.tag, byteCount: 2) + encoded(entry.type, byteCount: 2)
      bytes += encoded(entry.count, byteCount: 4)
      if entry.value.count <= 4 {
        bytes += entry.value + [UInt8](repeating: 0, count: 4 - entry.value.count)
      } else {
        bytes += encoded(valueOffset, byteCount: 4)
        let padded = entry.value + [UInt8](repeating: 0, count: entry.value.count % 2)
        values += padded
        valueOffset += padded.count
      }
    }
    // No further directory: the next one would be the thumbnail's.
    bytes += encoded(0, byteCount: 4) + values
  }

  private func encoded(_ number: Int, byteCount: Int) -> [UInt8] {
    let little = (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return byteOrder == .littleEndian ? little : little.reversed()
  }
}
