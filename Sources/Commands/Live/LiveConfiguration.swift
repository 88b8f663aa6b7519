import ArgumentParser

/// The settings of `vbg live`: those typed, and for the others the configuration's table `live`.
struct LiveConfiguration {
  /// The configuration file, which need not exist; nil where there can't be one.
  let path: String?
  /// What is in force.
  let arguments: LiveArguments

  /// Reads the configuration.
  ///
  /// - Parameter typed: the command line behind `live`.
  /// - Throws: `FileError`, `ConfigurationError`.
  init(typed: [String], path: String? = ConfigurationReading.path) throws {
    self.path = path
    let configured = try path.map { try Self.configured($0, typed: typed) } ?? []
    do {
      arguments = try LiveArguments.parse(configured + typed)
    } catch {
      // What was typed was parsed before: the rest is the file's.
      throw ConfigurationError.refused(
        path: path ?? "", reason: LiveArguments.message(for: error))
    }
  }

  /// The file's settings as arguments, without those for which others were typed.
  private static func configured(_ path: String, typed: [String]) throws -> [String] {
    let typedNames = Set(typed.map(optionName))
    var arguments: [String] = []
    for (key, value) in try ConfigurationReading.read(path) {
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
        let settingArguments = try setting.arguments(for: value, path: path)
        let rivals = setting.optionNames + setting.group + ["no-" + setting.name]
        if typedNames.isDisjoint(with: rivals) { arguments += settingArguments }
      }
    }
    return arguments
  }

  private static func setting(
    _ key: String, path: String
  ) throws(ConfigurationError) -> LiveSetting {
    let name = LiveSetting.otherNames[key] ?? key
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
