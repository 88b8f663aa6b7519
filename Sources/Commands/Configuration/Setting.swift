/// A key of the configuration and of presets: an option of a command without its dashes.
struct Setting<Arguments>: Sendable {
  let name: String
  let kind: SettingKind
  /// Whether a running session takes a change.
  let isReloadable: Bool
  /// Settings of which only one can be in force, this one included.
  let group: [String]
  /// Value in force, where there is one.
  let value: @Sendable (Arguments) -> ConfigurationValue?

  init(
    _ name: String, _ kind: SettingKind, isReloadable: Bool = true, group: [String] = [],
    _ value: @escaping @Sendable (Arguments) -> ConfigurationValue?
  ) {
    self.name = name
    self.kind = kind
    self.isReloadable = isReloadable
    self.group = group
    self.value = value
  }

  /// The same setting of arguments of which these are a part.
  func part<Whole>(
    _ part: @escaping @Sendable (Whole) -> Arguments
  ) -> Setting<Whole> {
    Setting<Whole>(name, kind, isReloadable: isReloadable, group: group) { [value] in
      value(part($0))
    }
  }

  /// The names under which the command line has this setting.
  var optionNames: [String] {
    [name] + otherSettingNames.filter { $0.value == name }.map(\.key)
  }
}

/// Type that a setting's value may have.
enum SettingKind: Sendable {
  case text, number, flag, flagOrNumber, flagOrText, pair, texts
}

/// Other spellings of settings.
let otherSettingNames = ["colour": "color", "sigma-colour": "sigma-color"]

/// The number that a person would have typed.
func shortest(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
