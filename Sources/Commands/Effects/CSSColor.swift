import ArgumentParser

/// A color as CSS writes it (CSS Color Module Level 4), of 8 bits a channel.
struct CSSColor: Equatable {
  let red, green, blue: UInt8
  /// From 0, transparent, to 1, opaque.
  let alpha: Float

  /// Whether nothing shows through.
  var isOpaque: Bool { alpha == 1 }

  /// Reads `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa` (the `#` may be left out), one of CSS's names,
  /// `rgb()`, `rgba()`, `hsl()` or `hsla()`, with commas or blanks. Case does not matter.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    let name = text.lowercased()
    if let value = Self.names[name] {
      self.init(hexadecimal: value << 8 | 255)
    } else if name == "transparent" {
      self.init(hexadecimal: 0)
    } else if let value = Self.hexadecimal(name) {
      self.init(hexadecimal: value)
    } else if let color = CSSColorFunction(name)?.color {
      self = color
    } else {
      let near = nearest(name, among: Self.names.keys.sorted())
      throw ValidationError(
        "expected a color of CSS: a name, '#rgb', '#rrggbb', 'rgb(...)' or 'hsl(...)'"
          + (near.map { " (did you mean '\($0)'?)" } ?? ""))
    }
  }

  /// A color of channels from 0 to 1; what lies outside is taken for the nearer end.
  init(red: Double, green: Double, blue: Double, alpha: Double) {
    func byte(_ value: Double) -> UInt8 { UInt8((min(max(value, 0), 1) * 255).rounded()) }
    self.red = byte(red)
    self.green = byte(green)
    self.blue = byte(blue)
    self.alpha = Float(min(max(alpha, 0), 1))
  }

  /// A color of the bytes red, green, blue and alpha.
  private init(hexadecimal value: UInt32) {
    red = UInt8(value >> 24)
    green = UInt8(value >> 16 & 255)
    blue = UInt8(value >> 8 & 255)
    alpha = Float(value & 255) / 255
  }

  private static func hexadecimal(_ text: String) -> UInt32? {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == digits.count, digits.allSatisfy(\.isHexDigit) else { return nil }
    let doubled = String(digits.flatMap { [$0, $0] })
    switch digits.count {
    case 3: return UInt32(doubled + "ff", radix: 16)
    case 4: return UInt32(doubled, radix: 16)
    case 6: return UInt32(digits + "ff", radix: 16)
    case 8: return UInt32(digits, radix: 16)
    default: return nil
    }
  }
}
