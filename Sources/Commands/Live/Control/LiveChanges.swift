/// Settings that were changed while a session runs: they win over what was typed and what the configuration says.
struct LiveChanges: Sendable, Equatable {
  /// The changed settings, each once.
  private(set) var settings: [(form: SettingForm, value: ConfigurationValue)] = []
  /// Typed options that a preset took the place of.
  private var outdone: Set<String> = []

  /// No changes.
  init() {}

  static func == (one: LiveChanges, other: LiveChanges) -> Bool {
    one.outdone == other.outdone
      && one.settings.elementsEqual(other.settings) { $0.form == $1.form && $0.value == $1.value }
  }

  /// The form of a setting that a running session takes.
  ///
  /// - Throws: `ControlError` for others.
  static func form(_ name: String) throws(ControlError) -> SettingForm {
    let known = LiveSetting.all.filter(\.isReloadable).map(\.form).filter { $0.name != "preset" }
    let name = SettingForm.otherNames[name] ?? name
    if let form = known.first(where: { $0.name == name }) { return form }
    let guess = nearest(name, among: known.map(\.name)).map { " (did you mean '\($0)'?)" } ?? ""
    let isOther = LiveSetting.all.contains { $0.form.name == name }
    throw ControlError(
      isOther
        ? "expected a setting that a running session takes, found '\(name)'"
        : "expected a setting, found '\(name)'\(guess)")
  }

  /// Changes a setting.
  ///
  /// - Throws: `ControlError` for a value of the wrong kind.
  mutating func set(_ form: SettingForm, _ value: ConfigurationValue) throws(ControlError) {
    do throws(ConfigurationError) {
      _ = try form.arguments(for: value, table: "set", path: "")
    } catch {
      throw ControlError("expected another value of '\(form.name)', found \(value.kind)")
    }
    let replaced = Set([form.name] + Self.group(form, value))
    settings.removeAll { replaced.contains($0.form.name) }
    settings.append((form, value))
  }

  /// Takes a preset in place of the one before, of the settings that it names, and of what was typed of these.
  mutating func use(_ preset: NamedPreset) {
    let names = Set(preset.layer.entries.map(\.form.name))
    settings.removeAll { names.contains($0.form.name) || $0.form.name == "preset" }
    outdone = names
    if let form = LiveSetting.all.first(where: { $0.form.name == "preset" })?.form {
      settings.append((form, .text(preset.name)))
    }
  }

  /// The settings of which only one can be in force, where a value settles which: not where one is switched off.
  private static func group(_ form: SettingForm, _ value: ConfigurationValue) -> [String] {
    value == .boolean(false) ? [] : form.group
  }

  /// The names of the settings that are settled here, whatever the configuration says. What is switched off of
  /// a group leaves the choice to others.
  var names: Set<String> {
    Set(
      settings.filter { $0.form.group.isEmpty || $0.value != .boolean(false) }.map(\.form.name))
  }

  /// The command line behind `live` with the changes in place of what was typed.
  func applied(to typed: [String]) -> [String] {
    let dropped = settings.reduce(into: outdone) { dropped, change in
      dropped.insert(change.form.name)
      dropped.formUnion(Self.group(change.form, change.value))
    }
    let added = settings.flatMap { change in
      (try? change.form.arguments(for: change.value, table: "", path: "")) ?? []
    }
    return typed.without(dropped) + added
  }

  /// As a configuration file.
  var text: String {
    let lines = settings.compactMap { change in
      change.value.literal.map { "\(change.form.name) = \($0)" }
    }
    return (["[live]"] + lines).joined(separator: "\n") + "\n"
  }
}

extension [String] {
  /// Arguments without some options and their values.
  fileprivate func without(_ names: Set<String>) -> [String] {
    var kept: [String] = []
    var isValue = false
    for word in self {
      let wasValue = isValue
      isValue = false
      guard !wasValue else { continue }
      let name = SettingForm.name(ofOption: ResolvedSettings.optionName(word))
      guard names.contains(name) else {
        kept.append(word)
        continue
      }
      isValue = !word.contains("=") && LiveSetting.takesWord(name)
    }
    return kept
  }
}

extension LiveSetting {
  /// Tells whether the value of a setting's option may stand in a word of its own.
  fileprivate static func takesWord(_ name: String) -> Bool {
    switch all.first(where: { $0.form.name == name })?.form.kind {
    case .flag, .strength, nil: false
    default: true
    }
  }
}
