import ArgumentParser

/// The settings of `vbg live`. From the highest down: what was typed, the preset that was typed, the
/// configuration's table `live`, and the preset that it names, where none was typed.
struct LiveConfiguration {
  /// The configuration file, which need not exist; nil where there can't be one.
  let path: String?
  /// Arguments in force.
  let arguments: LiveArguments
  /// The settings that the command line or the file names with a value in force.
  let said: Set<String>
  /// Whether any come from the file.
  let hasSettingsOfFile: Bool

  /// Reads the configuration.
  ///
  /// - Parameters:
  ///   - typed: the command line behind `live`.
  ///   - settled: the names of settings that lower layers have nothing to say of.
  ///   - mayLackFile: whether no file, or one without settings, is as good as any.
  /// - Throws: `FileError`, `ConfigurationError`, `UnknownPreset`; what the argument parser throws for what
  ///   was typed.
  init(
    typed: [String], settled: Set<String> = [], path: String? = ConfigurationReading.path,
    mayLackFile: Bool = true
  ) throws {
    self.path = path
    let typedPreset = try LiveArguments.parse(typed).effect.presets.preset
    let tables =
      try path.map { try ConfigurationTables($0, mayLack: mayLackFile) } ?? ConfigurationTables()
    let layers = try Self.layers(tables, typedPreset: typedPreset, path: path ?? "")
    hasSettingsOfFile = !tables.live.isEmpty || layers.contains { $0.isOfFile }
    if !hasSettingsOfFile && !mayLackFile { throw ConfigurationError.empty(path: path ?? "") }
    let settings = ResolvedSettings(
      layers.map(\.layer), typed: typed, settled: settled,
      known: Set((LiveSetting.all + LiveArguments.presetSettings).map(\.form.name)))
    said = settings.said
    do {
      arguments = try LiveArguments.parse(settings.arguments + typed)
    } catch {
      // What was typed was parsed before: the rest is the file's.
      throw ConfigurationError.refused(
        path: path ?? "", reason: LiveArguments.message(for: error))
    }
  }

  /// The layers below what was typed, the highest first, and whether the file has them.
  private static func layers(
    _ tables: ConfigurationTables, typedPreset: String?, path: String
  ) throws -> [(layer: SettingLayer, isOfFile: Bool)] {
    let presets = NamedPreset.builtIn + tables.presets
    func layer(_ name: String) throws(UnknownPreset) -> (SettingLayer, Bool) {
      let preset = try presets.named(name)
      return (preset.layer, preset.path != nil)
    }
    let entries = try tables.live.map { key, value in
      try SettingLayer.Entry(try form(key, path: path), value, table: "live", path: path)
    }
    var layers = [(layer: SettingLayer(source: .table, entries: entries), isOfFile: false)]
    if let typedPreset {
      do {
        layers.insert(try layer(typedPreset), at: 0)
      } catch {
        throw ValidationError("\(error)")
      }
    } else if case .text(let name)? = entries.first(where: { $0.form.name == "preset" })?.value {
      do {
        layers.append(try layer(name))
      } catch {
        throw ConfigurationError.refused(path: path, reason: "live.preset: \(error)")
      }
    }
    return layers
  }

  private static func form(_ key: String, path: String) throws(ConfigurationError) -> SettingForm {
    let name = SettingForm.otherNames[key] ?? key
    let forms = LiveSetting.all.map(\.form)
    if let form = forms.first(where: { $0.name == name }) { return form }
    throw .unknownKey(
      path: path, key: "live.\(key)", nearest: nearest(key, among: forms.map(\.name)))
  }

  /// The settings in force, as a configuration file.
  var text: String {
    let lines = LiveSetting.all.compactMap { setting in
      setting.value(arguments)?.literal.map { "\(setting.form.name) = \($0)" }
    }
    return (["[live]"] + lines).joined(separator: "\n")
  }

  /// The settings that differ from another's and that a running session can't take.
  func settingsForRestart(since other: LiveConfiguration) -> [String] {
    LiveSetting.all.filter { setting in
      !setting.isReloadable && setting.value(arguments) != setting.value(other.arguments)
    }.map(\.form.name)
  }
}
