import Effects

// Readers of what the page gives as words and numbers.
extension EngineOptions {
  /// The bits of a color, red in the highest.
  static func color(_ number: Double) throws(EngineError) -> UInt32 {
    guard let color = UInt32(exactly: number), color <= 0xff_ffff else {
      throw EngineError(.option, "expected a color of 24 bits, found \(number)")
    }
    return color
  }

  /// The case of a word.
  static func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, _ word: String
  ) throws(EngineError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: word) else {
      throw unknown(option, words(Choice.allCases.map { $0.rawValue }), word)
    }
    return choice
  }

  /// Whether the shape of a blur is a disc.
  static func isDisc(_ word: String) throws(EngineError) -> Bool {
    switch word {
    case "gaussian": false
    case "disc": true
    default: throw unknown("blur shape", "gaussian or disc", word)
    }
  }

  /// The kind of result.
  static func result(_ word: String) throws(EngineError) -> FrameEffectOptions.Result {
    switch word {
    case "picture": .picture
    case "mask": .mask
    default: throw unknown("result", "picture or mask", word)
    }
  }

  private static func words(_ words: [String]) -> String {
    var text = ""
    for (index, word) in words.enumerated() {
      text += index == 0 ? word : index == words.count - 1 ? " or \(word)" : ", \(word)"
    }
    return text
  }

  /// An error of a word that there is not.
  static func unknown(_ option: String, _ expected: String, _ found: String) -> EngineError {
    EngineError(.option, "expected \(expected) for \(option), found '\(found)'")
  }
}
