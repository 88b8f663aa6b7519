/// Places inside JPEG files that tests tamper with.
enum JPEGFile {
  /// Finds where the frame header holds height and width, two bytes each.
  static func sizePosition(_ bytes: [UInt8]) -> Int? {
    var position = 2
    while position + 9 < bytes.count {
      if [0xC0, 0xC1, 0xC2].contains(bytes[position + 1]) { return position + 5 }
      position += 2 + (Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]))
    }
    return nil
  }

  /// The file with another segment behind its start-of-image marker.
  static func file(_ bytes: [UInt8], inserting marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let byteCount = payload.count + 2
    let segment = [0xFF, marker, UInt8(byteCount >> 8), UInt8(byteCount & 0xFF)] + payload
    return bytes[..<2] + segment + bytes[2...]
  }
}
