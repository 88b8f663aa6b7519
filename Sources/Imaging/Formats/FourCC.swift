/// The name of a pixel format: four ASCII characters in 32 bits, the first in the lowest byte.
package struct FourCC: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The 32 bits.
  package let code: UInt32

  /// A name as a number.
  package init(code: UInt32) { self.code = code }

  /// A name of four characters.
  ///
  /// - Precondition: there are four.
  package init(stringLiteral name: StaticString) {
    precondition(name.utf8CodeUnitCount == 4, "expected four letters")
    let bytes = name.utf8Start
    code =
      UInt32(bytes[0]) | UInt32(bytes[1]) << 8 | UInt32(bytes[2]) << 16 | UInt32(bytes[3]) << 24
  }

  /// A name of four characters.
  ///
  /// - Precondition: there are four.
  package init(_ name: String) {
    precondition(name.utf8.count == 4, "expected four letters, found '\(name)'")
    code = name.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four bytes, the first first.
  package var bytes: [4 of UInt8] {
    InlineArray { UInt8(truncatingIfNeeded: code >> UInt32(8 * $0)) }
  }

  /// The letters; the highest bit says big-endian in V4L2, and other bytes than letters become `?`.
  package var description: String {
    var text = ""
    for index in 0..<4 {
      let byte = bytes[index] & 0x7F
      text += byte < 0x20 || byte == 0x7F ? "?" : String(UnicodeScalar(byte))
    }
    return text + (code >> 31 == 1 ? "-BE" : "")
  }
}
