/// SplitMix64 (Steele and others 2014): the same numbers on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts from a seed.
  public init(state: UInt64) { self.state = state }

  /// 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number of mean 0 and deviation 1, nearly normal: the sum of eight bytes.
  public mutating func normal() -> Float {
    let bits = next()
    var sum: Int32 = 0
    for byte in 0..<8 { sum &+= Int32(truncatingIfNeeded: bits >> (8 * UInt64(byte)) & 255) }
    // Eight uniform bytes have mean 1020 and variance 8 (256^2 - 1) / 12.
    return (Float(sum) - 1020) / 209.02
  }
}
