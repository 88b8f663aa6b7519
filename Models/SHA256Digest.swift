import Platform

/// The SHA-256 of a file's bytes (FIPS 180-4), as 64 lower-case hexadecimal digits.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 64 digits.
  public let hexadecimal: String

  /// A digest that is known.
  ///
  /// - Precondition: 64 lower-case hexadecimal digits.
  public init(hexadecimal: String) {
    precondition(
      hexadecimal.utf8.count == 64
        && hexadecimal.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    self.hexadecimal = hexadecimal
  }

  /// The digest of bytes. Linear in their count; copies none of them.
  public init(of bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    hexadecimal = String(
      decoding: sha256(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  public var description: String { hexadecimal }
}
