/// A fraction in lowest terms: a frame rate, a time base, the shape of a pixel.
public struct Rational: Hashable, Sendable, CustomStringConvertible {
  /// Above the line, at least 1.
  public let numerator: Int
  /// Below the line, at least 1.
  public let denominator: Int

  /// A fraction, reduced; nil unless both numbers are in 1 ... 2^31 - 1.
  public init?(_ numerator: Int, _ denominator: Int) {
    let allowed = 1...Int(Int32.max)
    guard allowed.contains(numerator), allowed.contains(denominator) else { return nil }
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  /// Reads `30000/1001`, `4:3`; nil for anything else, `0/0` and `0:1` included.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == ":" }
    guard parts.count == 2, let numerator = Int(parts[0]), let denominator = Int(parts[1]) else {
      return nil
    }
    self.init(numerator, denominator)
  }

  /// The fraction upside down.
  public var inverse: Rational { Rational(raw: denominator, numerator) }

  /// The value.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// For example `30000/1001`.
  public var description: String { "\(numerator)/\(denominator)" }

  /// As people say it: `25`, `30000/1001`.
  public var words: String { denominator == 1 ? "\(numerator)" : description }

  /// 25 frames a second, for films that tell no rate.
  public static let standardFrameRate = Rational(raw: 25, 1)
  static let milliseconds = Rational(raw: 1, 1000)

  private init(raw numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }
}
