/// A secret that whoever may use a studio knows: 256 random bits, as hexadecimal digits.
public struct AccessToken: Sendable {
  /// The digits, of which addresses and headers are made.
  public let text: String

  /// A new one, of the system's random numbers.
  public init() {
    var generator = SystemRandomNumberGenerator()
    text = (0..<32).map { _ in
      let byte = UInt8.random(in: .min ... .max, using: &generator)
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// Tells whether a word is the token, in a time that does not depend on how much of it is right.
  @inline(never)
  public func isEqual(to word: some StringProtocol) -> Bool {
    let (own, found) = (Array(text.utf8), Array(word.utf8))
    var difference = UInt(bitPattern: own.count ^ found.count)
    for index in own.indices {
      difference |= UInt(own[index] ^ (index < found.count ? found[index] : 0))
    }
    return difference == 0
  }
}
