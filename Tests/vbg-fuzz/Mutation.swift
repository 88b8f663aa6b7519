import TestSupport

/// One way to break a file; `applied(to:)` gives the same bytes for the same seed.
struct Mutation {
  private var generator: LinearCongruentialGenerator

  init(seed: UInt32) {
    generator = LinearCongruentialGenerator(seed: seed)
    for _ in 0..<3 { _ = generator.nextState() }
  }

  /// A broken copy: one in eight is cut off, the others have changes; most have only one, so that
  /// some pass the importer and break what comes later.
  mutating func applied(to file: [UInt8]) -> [UInt8] {
    if below(8) == 0 { return Array(file[..<below(file.count)]) }
    var bytes = file
    let changeCount = below(3) > 0 ? 1 : 2 + below(7)
    for _ in 0..<changeCount { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard bytes.count >= 64 else { return }
    switch below(16) {
    case 0: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
    case 1: bytes[below(bytes.count)] = UInt8(below(256))
    case 2: store(UInt32(below(1 << 30)) << 2, at: wordOfStructure(bytes), &bytes)
    case 3, 4: store(Self.awkward[below(Self.awkward.count)], at: wordOfStructure(bytes), &bytes)
    case 5, 6: store(UInt32(below(64)), at: smallWord(bytes), &bytes)
    case 7, 8, 9:
      let at = smallWord(bytes)
      store(load(bytes, at) &+ UInt32(below(9)) &- 4, at: at, &bytes)
    case 10: store(load(bytes, wordOfStructure(bytes)), at: wordOfStructure(bytes), &bytes)
    case 11: store(load(bytes, smallWord(bytes)), at: smallWord(bytes), &bytes)
    case 12, 13:
      let at = smallWord(bytes) + below(4)
      bytes[at] = UInt8(below(8))
    case 14: store(Self.awkwardFloats[below(4)].bitPattern, at: below(bytes.count / 4) * 4, &bytes)
    default: cutOrRepeat(&bytes)
    }
  }

  private mutating func cutOrRepeat(_ bytes: inout [UInt8]) {
    let start = below(bytes.count)
    let end = min(bytes.count, start + 1 + below(16))
    if below(2) == 0 {
      bytes.removeSubrange(start..<end)
    } else {
      bytes.insert(contentsOf: bytes[start..<end], at: start)
    }
  }

  private static let awkwardFloats: [Float] = [.nan, .infinity, -3e38, .leastNonzeroMagnitude]

  /// Sizes, indices and offsets that programs get wrong.
  private static let awkward: [UInt32] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 127, 128, 129, 150, 255, 256, 257, 1023,
    4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, 1 << 29, 1 << 30, 0x7FFF_FFFF,
    0x8000_0000, 0x8000_0001, 0xFFFF_FFFC, 0xFFFF_FFFE, 0xFFFF_FFFF,
  ]

  /// The start of a word that looks like a size or an offset: weights are most of a file, and
  /// changing them breaks nothing.
  private mutating func wordOfStructure(_ bytes: [UInt8]) -> Int {
    word(bytes) { $0 > 0 && Int32(bitPattern: $0).magnitude < 65536 }
  }

  /// The start of a word that looks like a dimension, an index or an option.
  private mutating func smallWord(_ bytes: [UInt8]) -> Int {
    word(bytes) { (1..<64).contains($0) }
  }

  /// The start of the first of 32 random words that passes, else of the last.
  private mutating func word(_ bytes: [UInt8], where passes: (UInt32) -> Bool) -> Int {
    var at = 0
    for _ in 0..<32 {
      at = below(bytes.count / 4) * 4
      if passes(load(bytes, at)) { break }
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
    Int((UInt64(generator.nextState()) * UInt64(bound)) >> 32)
  }
}
