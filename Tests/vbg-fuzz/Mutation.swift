import TestSupport

/// One way to break a file; `applied(to:)` gives the same bytes for the same seed.
struct Mutation {
  private var generator: LinearCongruentialGenerator

  init(seed: UInt32) {
    generator = LinearCongruentialGenerator(seed: seed)
    for _ in 0..<3 { _ = generator.nextState() }
  }

  /// A broken copy: one in six is cut off, the others have one to eight changes.
  mutating func applied(to file: [UInt8]) -> [UInt8] {
    if below(6) == 0 { return Array(file[..<below(file.count)]) }
    var bytes = file
    for _ in 0...below(8) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard bytes.count >= 64 else { return }
    switch below(8) {
    case 0: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
    case 1: bytes[below(bytes.count)] = UInt8(below(256))
    case 2:
      store(UInt32(below(1 << 30)) << 2 | UInt32(below(4)), at: wordOfStructure(bytes), &bytes)
    case 3, 4: store(Self.awkward[below(Self.awkward.count)], at: wordOfStructure(bytes), &bytes)
    case 5:
      let at = wordOfStructure(bytes)
      store(load(bytes, at) &+ UInt32(below(9)) &- 4, at: at, &bytes)
    case 6: store(load(bytes, wordOfStructure(bytes)), at: wordOfStructure(bytes), &bytes)
    default:
      let start = below(bytes.count)
      let end = min(bytes.count, start + 1 + below(16))
      if below(2) == 0 {
        bytes.removeSubrange(start..<end)
      } else {
        bytes.insert(contentsOf: bytes[start..<end], at: start)
      }
    }
  }

  /// Sizes, indices and offsets that programs get wrong.
  private static let awkward: [UInt32] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 127, 128, 129, 150, 255, 256, 257, 1023,
    4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, 1 << 29, 1 << 30, 0x7FFF_FFFF,
    0x8000_0000, 0x8000_0001, 0xFFFF_FFFC, 0xFFFF_FFFE, 0xFFFF_FFFF,
  ]

  /// The start of a word that looks like a size or an offset: weights are most of a file, and
  /// changing them breaks nothing.
  private mutating func wordOfStructure(_ bytes: [UInt8]) -> Int {
    var at = 0
    for _ in 0..<16 {
      at = below(bytes.count / 4) * 4
      let word = load(bytes, at)
      if word > 0, word < 65536 || Int32(bitPattern: word) > -65536 && word >> 31 == 1 { break }
    }
    return at
  }

  private func load(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }

  private func store(_ word: UInt32, at start: Int, _ bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[start + index] = UInt8(word >> UInt32(8 * index) & 255) }
  }

  private mutating func below(_ bound: Int) -> Int {
    Int(UInt64(generator.nextState()) * UInt64(bound) >> 32)
  }
}
