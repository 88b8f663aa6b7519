/// A JPEG file whose blocks of 8x8 samples have one level each, so that what a decoder must give is
/// known exactly: with a quantizer of 8, a block's only coefficient is its level less 128 (T.81,
/// A.3.3). The codes are those of T.81's annex K or, to differ from them, of its own.
struct BlockJPEG {
  /// A component's sampling factors.
  typealias Factors = (h: Int, v: Int)

  var width: Int
  var height: Int
  var factors: [Factors]
  /// Whether the file has Huffman tables, of its own; else it relies on the standard's.
  var hasTables = false
  /// Whether the file has quantizers.
  var hasQuantizers = true
  /// MCUs between restart markers; 0 for none.
  var restartInterval = 0
  /// Bytes between the last block and the end of the image.
  var surplus: [UInt8] = []
  /// Behind the start-of-image marker.
  var segments: [UInt8] = []
  /// The marker of the frame header: baseline.
  var frameMarker: UInt8 = 0xC0
  /// Changes the levels.
  var seed = 0

  /// The level of a block.
  func level(_ component: Int, _ x: Int, _ y: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (component * 89 + x * 37 + y * 53 + seed * 71 + x * y * 11) ^ 0x5A)
  }

  /// The size of a component in samples (T.81, A.1.1).
  func size(_ component: Int) -> (width: Int, height: Int) {
    let (h, v) = factors[component]
    return ((width * h + most.h - 1) / most.h, (height * v + most.v - 1) / most.v)
  }

  private var most: Factors {
    (factors.map(\.h).max()!, factors.map(\.v).max()!)
  }

  var bytes: [UInt8] {
    var file: [UInt8] = [0xFF, 0xD8] + segments
    if hasQuantizers { file += [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 8, count: 64) }
    file += [0xFF, frameMarker, 0, UInt8(8 + 3 * factors.count), 8]
    file += [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)]
    file.append(UInt8(factors.count))
    for (index, factor) in factors.enumerated() {
      file += [UInt8(index + 1), UInt8(factor.h << 4 | factor.v), 0]
    }
    if hasTables {
      // Twelve codes of 4 bits; for the rest of a block one code of one bit.
      let levels: [UInt8] = [0, 0, 0, 12] + [UInt8](repeating: 0, count: 12) + Array(0..<12)
      let rest: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
      for table in [0x00, 0x01] as [UInt8] { file += [0xFF, 0xC4, 0, 31, table] + levels }
      for table in [0x10, 0x11] as [UInt8] { file += [0xFF, 0xC4, 0, 20, table] + rest }
    }
    if restartInterval > 0 { file += [0xFF, 0xDD, 0, 4, 0, UInt8(restartInterval)] }
    file += [0xFF, 0xDA, 0, UInt8(6 + 2 * factors.count), UInt8(factors.count)]
    for index in factors.indices { file += [UInt8(index + 1), index == 0 ? 0x00 : 0x11] }
    return file + [0, 63, 0] + scan + surplus + [0xFF, 0xD9]
  }

  private var scan: [UInt8] {
    var bits = BitWriter()
    var last = [Int](repeating: 128, count: factors.count)
    func code(_ component: Int, _ x: Int, _ y: Int) {
      let level = Int(level(component, x, y))
      write(difference: level - last[component], component, to: &bits)
      last[component] = level
    }
    let isSingle = factors.count == 1
    let (across, down) = isSingle ? (8, 8) : (8 * most.h, 8 * most.v)
    let columns = (width + across - 1) / across
    let count = columns * ((height + down - 1) / down)
    for unit in 0..<count {
      if restartInterval > 0, unit > 0, unit % restartInterval == 0 {
        bits.mark(0xD0 + UInt8((unit / restartInterval - 1) % 8))
        last = last.map { _ in 128 }
      }
      for (component, factor) in factors.enumerated() {
        let (h, v) = isSingle ? (1, 1) : factor
        for y in 0..<v {
          for x in 0..<h { code(component, unit % columns * h + x, unit / columns * v + y) }
        }
      }
    }
    return bits.finished
  }

  private func write(difference: Int, _ component: Int, to bits: inout BitWriter) {
    let category = Int.bitWidth - difference.magnitude.leadingZeroBitCount
    if hasTables {
      bits.write(category, count: 4)
    } else {
      let codes = component == 0 ? Self.lumaCodes : Self.chromaCodes
      for bit in codes[category] { bits.write(bit == "1" ? 1 : 0, count: 1) }
    }
    bits.write(difference < 0 ? difference + (1 << category) - 1 : difference, count: category)
    let end = hasTables ? "0" : component == 0 ? "1010" : "00"
    for bit in end { bits.write(bit == "1" ? 1 : 0, count: 1) }
  }

  /// T.81, tables K.3 and K.4.
  private static let lumaCodes = [
    "00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110",
  ]
  private static let chromaCodes = [
    "00", "01", "10", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110",
  ]
}

/// Bits of a scan, the highest first, with a zero behind each FF.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var rest: UInt8 = 0
  private var restCount = 0

  mutating func write(_ value: Int, count: Int) {
    for bit in (0..<count).reversed() {
      rest = rest << 1 | UInt8(value >> bit & 1)
      restCount += 1
      if restCount == 8 { flush() }
    }
  }

  mutating func mark(_ marker: UInt8) {
    fill()
    bytes += [0xFF, marker]
  }

  var finished: [UInt8] {
    var copy = self
    copy.fill()
    return copy.bytes
  }

  private mutating func fill() {
    while restCount > 0 { write(1, count: 1) }
  }

  private mutating func flush() {
    bytes += rest == 0xFF ? [0xFF, 0] : [rest]
    (rest, restCount) = (0, 0)
  }
}
