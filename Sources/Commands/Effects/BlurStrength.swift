import ArgumentParser
import Compositing

/// The value of `--blur`.
enum BlurStrength: Equatable {
  /// Without a number: what a preset says, else `BackgroundEffect.standardBlurStrength`.
  case standard
  /// The browser demo's blur.
  case demo
  /// The radius in per cent of the frame's height.
  case percent(Float)

  /// Name of `demo` on the command line.
  static let demoName = "demo"
  /// Name of `standard` behind `joiningOptionalValues`.
  static let standardName = "standard"

  /// Reads a number, which may end in `%`, or a name.
  ///
  /// - Throws: `ValidationError`.
  @Sendable init(_ text: String) throws {
    if text == Self.standardName {
      self = .standard
    } else if text == Self.demoName {
      self = .demo
    } else if let number = Self.number(text) {
      self = .percent(number)
    } else {
      throw ValidationError("expected a number from 0 to 20, in per cent of the frame's height")
    }
  }

  /// Tells whether an argument behind `--blur` is its value.
  static func isValue(_ text: String) -> Bool { text == demoName || number(text) != nil }

  private static func number(_ text: String) -> Float? {
    Float(text.hasSuffix("%") ? String(text.dropLast()) : text)
  }

  /// The blur; nil where that is left to others.
  var effect: BackgroundEffect? {
    switch self {
    case .standard: nil
    case .demo: .demoBlur
    case .percent(let percent): .blur(strength: percent)
    }
  }
}
