/// A TIFF file of one page in one strip, written field by field.
struct TIFFFile {
  var isBigEndian = false
  var width: Int
  var height: Int
  /// Of each sample: 4, 8 or 16.
  var bitDepth = 8
  var samplesPerPixel = 3
  /// 0 and 1 gray, 2 RGB, 5 inks.
  var photometric = 2
  /// Of what is behind the colors: 1 premultiplied, 2 straight alpha.
  var extraSample: Int?
  var orientation: Int?
  /// 1 for a preview.
  var subfileType: Int?
  var profile: [UInt8]?
  /// All samples in the order of the file.
  var samples: [Int]

  var bytes: [UInt8] {
    let data =
      bitDepth == 4
      ? packedNibbles : samples.flatMap { bitDepth == 16 ? number($0, 2) : [UInt8($0)] }
    let profileStart = 8 + data.count
    var fields: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, bitDepth), (259, 3, 1, 1),
      (262, 3, 1, photometric), (273, 4, 1, 8), (277, 3, 1, samplesPerPixel),
      (278, 4, 1, height), (279, 4, 1, data.count), (284, 3, 1, 1),
    ]
    if let subfileType { fields.insert((254, 4, 1, subfileType), at: 0) }
    if let orientation { fields.insert((274, 3, 1, orientation), at: fields.count - 4) }
    if let extraSample { fields.append((338, 3, 1, extraSample)) }
    if let profile { fields.append((34675, 7, profile.count, profileStart)) }
    let directory = profileStart + (profile?.count ?? 0)
    var file: [UInt8] = isBigEndian ? [0x4d, 0x4d, 0, 42] : [0x49, 0x49, 42, 0]
    file += number(directory, 4) + data + (profile ?? []) + number(fields.count, 2)
    for field in fields {
      // Short values stand at the front of their four bytes.
      let value =
        field.type == 3 ? number(field.value, 2) + [0, 0] : number(field.value, 4)
      file += number(field.tag, 2) + number(field.type, 2) + number(field.count, 4) + value
    }
    return file + number(0, 4)
  }

  /// Rows begin at whole bytes.
  private var packedNibbles: [UInt8] {
    let rowCount = width * samplesPerPixel
    return stride(from: 0, to: samples.count, by: rowCount).flatMap { start in
      stride(from: start, to: start + rowCount, by: 2).map { index in
        UInt8(samples[index] << 4 | (index + 1 < start + rowCount ? samples[index + 1] : 0))
      }
    }
  }

  private func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
    let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    return isBigEndian ? bytes.reversed() : bytes
  }
}

/// A BMP file's bytes: rows of `bitCount` bits a pixel from the bottom up, or from the top down.
func bitmap(
  width: Int, height: Int, bitCount: Int, isTopDown: Bool = false, palette: [UInt8] = [],
  rows: [[UInt8]], isOS2: Bool = false
) -> [UInt8] {
  func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
  let padded = rows.map { $0 + [UInt8](repeating: 0, count: (4 - $0.count % 4) % 4) }
  let data = (isTopDown ? padded : padded.reversed()).flatMap(\.self)
  let header =
    isOS2
    ? number(12, 4) + number(width, 2) + number(height, 2) + number(1, 2) + number(bitCount, 2)
    : number(40, 4) + number(width, 4) + number(isTopDown ? -height : height, 4) + number(1, 2)
      + number(bitCount, 2) + number(0, 4) + number(data.count, 4)
      + [UInt8](repeating: 0, count: 16)
  let offset = 14 + header.count + palette.count
  return Array("BM".utf8) + number(offset + data.count, 4) + number(0, 4) + number(offset, 4)
    + header + palette + data
}
