/// The name of a setting, and what its value may be.
struct SettingForm: Sendable, Equatable {
  /// Type that a value may have.
  enum Kind: Sendable {
    case text, number, flag, strength, flagOrText, pair, texts
    /// One text or a list of them.
    case textOrTexts
  }

  let name: String
  let kind: Kind
  /// Settings of which only one can be in force, this one included.
  let group: [String]

  /// Other spellings.
  static let otherNames = ["colour": "color", "sigma-colour": "sigma-color"]

  /// The setting that an option without its dashes stands for: `mirror` for `no-mirror`.
  static func name(ofOption option: String) -> String {
    let name = option.hasPrefix("no-") ? String(option.dropFirst(3)) : option
    return otherNames[name] ?? name
  }
}
