/// A generator that gives the same numbers everywhere, `Tools/python/pictures.py` included:
/// state = state * 1664525 + 1013904223 mod 2^32 (Knuth; the constants of Numerical Recipes).
public struct LinearCongruentialGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt32

  /// Starts from `seed`.
  public init(seed: UInt32) {
    state = seed
  }

  /// The next state. Its high bits are much more random than its low ones.
  public mutating func nextState() -> UInt32 {
    state = state &* 1_664_525 &+ 1_013_904_223
    return state
  }

  /// 64 bits: the high halves of four states.
  public mutating func next() -> UInt64 {
    (0..<4).reduce(0) { bits, _ in bits << 16 | UInt64(nextState() >> 16) }
  }
}
