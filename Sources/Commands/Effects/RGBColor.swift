import ArgumentParser

/// A colour of 8 bits a channel.
struct RGBColor: Equatable {
  let red, green, blue: UInt8

  /// Reads `#rgb`, `#rrggbb` (as CSS; the `#` may be left out) or one of CSS 2.1's names.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    let name = text.lowercased()
    guard let value = Self.names[name] ?? Self.hexadecimal(name) else {
      throw ValidationError(
        "expected #rgb, #rrggbb or a name of \(Self.names.keys.sorted().joined(separator: ", "))")
    }
    red = UInt8(value >> 16 & 255)
    green = UInt8(value >> 8 & 255)
    blue = UInt8(value & 255)
  }

  private static func hexadecimal(_ text: String) -> UInt32? {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == digits.count, digits.allSatisfy(\.isHexDigit) else { return nil }
    switch digits.count {
    case 3: return UInt32(digits.flatMap { [$0, $0] }.map(String.init).joined(), radix: 16)
    case 6: return UInt32(digits, radix: 16)
    default: return nil
    }
  }

  /// CSS 2.1, section 4.3.6, and the British spelling of grey.
  private static let names: [String: UInt32] = [
    "aqua": 0x00ffff, "black": 0x000000, "blue": 0x0000ff, "fuchsia": 0xff00ff,
    "gray": 0x808080, "green": 0x008000, "grey": 0x808080, "lime": 0x00ff00,
    "maroon": 0x800000, "navy": 0x000080, "olive": 0x808000, "orange": 0xffa500,
    "purple": 0x800080, "red": 0xff0000, "silver": 0xc0c0c0, "teal": 0x008080,
    "white": 0xffffff, "yellow": 0xffff00,
  ]
}
