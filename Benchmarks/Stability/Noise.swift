/// Seeded numbers that are the same everywhere: SplitMix64 (Steele, Lea and Flood 2014).
public struct Noise: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts from a seed.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
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
