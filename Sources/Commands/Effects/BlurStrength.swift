import ArgumentParser

/// The value of `--blur`.
struct BlurStrength: Equatable {
  /// The radius in per cent of the frame's height; nil is the browser demo's blur.
  let percent: Float?

  /// Name of the browser demo's blur.
  static let demoName = "demo"

  /// Reads a number, which may end in `%`, or `demoName`.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    if text == Self.demoName {
      percent = nil
    } else if let number = Self.number(text) {
      percent = number
    } else {
      throw ValidationError("expected a number from 0 to 20, in per cent of the frame's height")
    }
  }

  /// Tells whether an argument behind `--blur` is its value.
  static func isNumber(_ text: String) -> Bool { number(text) != nil }

  private static func number(_ text: String) -> Float? {
    Float(text.hasSuffix("%") ? String(text.dropLast()) : text)
  }
}
