import ArgumentParser

/// The settings of `vbg live`: those typed, and for the others the configuration's table `live`.
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
  ///   - mayLackFile: whether no file, or one without settings, is as good as any.
  /// - Throws: `FileError`, `ConfigurationError`.
  init(
    typed: [String], path: String? = ConfigurationReading.path, mayLackFile: Bool = true
  ) throws {
    self.path = path
    let typedNames = Set(typed.map(Self.optionName))
    let settings =
      try path.map { try Self.settings($0, typedNames: typedNames, mayLackFile: mayLackFile) } ?? []
    hasSettingsOfFile = !settings.isEmpty
    said = Set(settings.filter(\.isSaid).map(\.name)).union(typedNames.map(Self.settingName))
    do {
      arguments = try LiveArguments.parse(settings.flatMap(\.arguments) + typed)
    } catch {
      // What was typed was parsed before: the rest is the file's.
      throw ConfigurationError.refused(
        path: path ?? "", reason: LiveArguments.message(for: error))
    }
  }

  /// A setting of the file's.
  private struct FileSetting {
    let name: String
    /// None where others were typed.
    var arguments: [String]
    /// Whether it settles something; what is switched off names no background.
    var isSaid: Bool
  }

  /// The file's settings.
  private static func settings(
    _ path: String, typedNames: Set<String>, mayLackFile: Bool
  ) throws -> [FileSetting] {
    var settings: [FileSetting] = []
    let entries = try ConfigurationReading.read(path, mayLack: mayLackFile)
    for (key, value) in entries {
      guard key == "live" else {
        throw ConfigurationError.unknownKey(
          path: path, key: key, nearest: nearest(key, among: ["live"]))
      }
      guard case .table(let entries) = value else {
        throw ConfigurationError.value(
          path: path, key: key, expected: "a table", found: value.kind)
      }
      for (key, value) in entries {
        let setting = try setting(key, path: path)
        let settingArguments = try setting.arguments(for: value, table: "live", path: path)
        let rivals = setting.optionNames + setting.group + ["no-" + setting.name]
        let isInForce = typedNames.isDisjoint(with: rivals)
        settings.append(
          FileSetting(
            name: setting.name, arguments: isInForce ? settingArguments : [],
            isSaid: isInForce && (setting.group.isEmpty || !settingArguments.isEmpty)))
      }
    }
    if settings.isEmpty && !mayLackFile { throw ConfigurationError.empty(path: path) }
    return settings
  }

  /// The setting that an option stands for.
  private static func settingName(_ option: String) -> String {
    let name = option.hasPrefix("no-") ? String(option.dropFirst(3)) : option
    return otherSettingNames[name] ?? name
  }

  private static func setting(
    _ key: String, path: String
  ) throws(ConfigurationError) -> LiveSetting {
    let name = otherSettingNames[key] ?? key
    if let setting = LiveSetting.all.first(where: { $0.name == name }) { return setting }
    throw .unknownKey(
      path: path, key: "live.\(key)", nearest: nearest(key, among: LiveSetting.all.map(\.name)))
  }

  /// `name` of `--name` and `--name=value`, and the output's of its short form; else nothing.
  private static func optionName(_ argument: String) -> String {
    if argument.hasPrefix("--") { return String(argument.dropFirst(2).prefix { $0 != "=" }) }
    return argument.hasPrefix("-o") ? "output" : ""
  }

  /// The settings in force, as a configuration file.
  var text: String {
    let lines = LiveSetting.all.compactMap { setting in
      setting.value(arguments)?.literal.map { "\(setting.name) = \($0)" }
    }
    return (["[live]"] + lines).joined(separator: "\n")
  }

  /// The settings that differ from another's and that a running session can't take.
  func settingsForRestart(since other: LiveConfiguration) -> [String] {
    LiveSetting.all.filter { setting in
      !setting.isReloadable && setting.value(arguments) != setting.value(other.arguments)
    }.map(\.name)
  }
}
