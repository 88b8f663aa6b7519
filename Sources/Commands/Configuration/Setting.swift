/// A key of the configuration and of presets: an option of a command without its dashes.
struct Setting<Arguments>: Sendable {
  let form: SettingForm
  /// Whether a running session takes a change.
  let isReloadable: Bool
  /// Value in force, where there is one.
  let value: @Sendable (Arguments) -> ConfigurationValue?

  init(
    _ name: String, _ kind: SettingForm.Kind, isReloadable: Bool = true, group: [String] = [],
    _ value: @escaping @Sendable (Arguments) -> ConfigurationValue?
  ) {
    self.init(
      form: SettingForm(name: name, kind: kind, group: group), isReloadable: isReloadable, value)
  }

  private init(
    form: SettingForm, isReloadable: Bool,
    _ value: @escaping @Sendable (Arguments) -> ConfigurationValue?
  ) {
    self.form = form
    self.isReloadable = isReloadable
    self.value = value
  }

  /// The same setting of arguments of which these are a part.
  func part<Whole>(
    _ part: @escaping @Sendable (Whole) -> Arguments
  ) -> Setting<Whole> {
    Setting<Whole>(form: form, isReloadable: isReloadable) { [value] in value(part($0)) }
  }
}

/// The number that a person would have typed.
func shortest(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
