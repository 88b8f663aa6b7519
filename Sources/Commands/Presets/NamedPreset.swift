import Effects

/// A preset as commands use it: a built-in one, or a table of the configuration.
struct NamedPreset: Sendable {
  let name: String
  /// Purpose; nil for the configuration's.
  let summary: String?
  /// File that defines it; nil for built-in ones.
  let path: String?
  let layer: SettingLayer

  /// The presets that are always there.
  static let builtIn = Preset.builtIn.map(NamedPreset.init)

  /// A built-in preset.
  private init(_ preset: Preset) {
    name = preset.name
    summary = preset.summary
    path = nil
    let entries = preset.settings.map { setting in
      guard let form = presetForms.first(where: { $0.name == setting.name }),
        let entry = try? SettingLayer.Entry(
          form, setting.value.map(form.value(ofText:)), table: "presets.\(preset.name)", path: "")
      else { preconditionFailure("preset \(preset.name): no option \(setting.name)") }
      return entry
    }
    layer = SettingLayer(source: .preset(choosesBackground: false), entries: entries)
  }

  /// The preset that a table of a file defines.
  ///
  /// - Throws: `ConfigurationError` for a name that is taken or none, and for what is no option of an
  ///   effect or of the model.
  init(
    _ name: String, _ values: [(key: String, value: ConfigurationValue)], path: String
  ) throws(ConfigurationError) {
    let table = "presets.\(name)"
    if name.isEmpty { throw .refused(path: path, reason: "expected a preset's name, found ''") }
    if Self.builtIn.contains(where: { $0.name == name }) {
      throw .refused(
        path: path, reason: "expected another name for '\(table)': vbg has a preset '\(name)'")
    }
    var entries: [SettingLayer.Entry] = []
    for (key, value) in values {
      let settingName = SettingForm.otherNames[key] ?? key
      guard let form = presetForms.first(where: { $0.name == settingName }) else {
        if key == "preset" {
          throw .refused(
            path: path, reason: "expected an option in '\(table)', found another preset's name")
        }
        throw .unknownKey(
          path: path, key: "\(table).\(key)", nearest: nearest(key, among: presetForms.map(\.name)))
      }
      entries.append(try SettingLayer.Entry(form, value, table: table, path: path))
    }
    self.name = name
    summary = nil
    self.path = path
    layer = SettingLayer(source: .preset(choosesBackground: true), entries: entries)
  }
}

extension [NamedPreset] {
  /// Returns the preset of a name.
  func named(_ name: String) throws(UnknownPreset) -> NamedPreset {
    if let preset = first(where: { $0.name == name }) { return preset }
    throw UnknownPreset(name: name, known: map(\.name))
  }
}

/// A name that no preset has.
struct UnknownPreset: Error, CustomStringConvertible {
  let name: String
  let known: [String]

  var description: String {
    "expected a preset (\(known.joined(separator: ", "))), found '\(name)'"
      + (nearest(name, among: known).map { " (did you mean '\($0)'?)" } ?? "")
  }
}

/// The options that presets may name: those that any command has of effects and of the model.
private let presetForms: [SettingForm] = {
  let forms =
    ComposeArguments.presetSettings.map(\.form) + VideoArguments.presetSettings.map(\.form)
    + LiveArguments.presetSettings.map(\.form)
  return forms.reduce(into: []) { forms, form in
    if !forms.contains(where: { $0.name == form.name }) { forms.append(form) }
  }
}()
