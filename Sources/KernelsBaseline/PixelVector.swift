/// Vector operations that kernels on RGBA8 pixels need beside `FloatVector`: the same lanes as
/// 32-bit words, one pixel each, with red in the low byte.
///
/// A channel becomes floats without a conversion of integers: its byte, moved to the low bits and joined
/// with the exponent of 2^23, reads as 2^23 + byte; and adding 2^23 to a float in 0...255 rounds it to the
/// byte in the low bits, half to even.
protocol PixelVector: FloatVector {
  /// Reads `lanes` words; no alignment needed.
  static func loadWords(_ pointer: UnsafePointer<UInt32>) -> Self
  /// Writes the bits of the lanes; no alignment needed.
  func storeWords(_ pointer: UnsafeMutablePointer<UInt32>)
  /// All lanes hold this word.
  static func broadcastWord(_ word: UInt32) -> Self
  func bitAnd(_ other: Self) -> Self
  func bitOr(_ other: Self) -> Self
  func shiftedLeft(_ bitCount: UInt32) -> Self
  func shiftedRight(_ bitCount: UInt32) -> Self
}

extension PixelVector {
  /// 2^23: floats from here on to 2^24 are whole numbers.
  @inline(__always) static var integerBias: Self { .broadcast(0x1p23) }

  /// The byte at bits `shift ..< shift + 8` of each word, as a float in 0...255.
  @inline(__always)
  func channel(_ shift: UInt32) -> Self {
    shiftedRight(shift).bitAnd(.broadcastWord(255)).bitOr(integerBiasBits) - .integerBias
  }

  /// A float in 0...255, rounded to a byte that stands at bits `shift ..< shift + 8`.
  @inline(__always)
  func byte(_ shift: UInt32) -> Self {
    (self + .integerBias).bitAnd(.broadcastWord(255)).shiftedLeft(shift)
  }

  @inline(__always) private var integerBiasBits: Self { .broadcastWord(0x4b00_0000) }
}
