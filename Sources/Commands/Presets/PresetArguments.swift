import ArgumentParser
import CommandSupport
import Effects

/// The choice of a preset.
struct PresetArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A named set of options: \(names), or one of the configuration's (see 'vbg presets'). "
        + "Options beside it win.", valueName: "name"),
    completion: .list(Preset.builtIn.map(\.name)))
  var preset: String?

  private static let names = Preset.builtIn.map(\.name).joined(separator: ", ")
}

/// Arguments of a command that takes presets.
protocol PresetTaking: ParsableArguments {
  /// The options that a preset may name.
  static var presetSettings: [Setting<Self>] { get }
  var effect: EffectArguments { get }
}

extension PresetTaking {
  /// The arguments with those of the preset that they name, if any.
  ///
  /// - Parameter typed: the command line behind the subcommand.
  /// - Throws: `ValidationError` for an unknown preset; `FileError`, `ConfigurationError`.
  func withPreset(typed: [String]) throws -> Self {
    guard let name = effect.presets.preset else { return self }
    let tables =
      try ConfigurationReading.path.map { try ConfigurationTables($0, mayLack: true) }
      ?? ConfigurationTables()
    let preset: NamedPreset
    do throws(UnknownPreset) {
      preset = try (NamedPreset.builtIn + tables.presets).named(name)
    } catch {
      throw ValidationError("\(error)")
    }
    let settings = ResolvedSettings(
      [preset.layer], typed: typed, known: Set(Self.presetSettings.map(\.form.name)))
    do {
      return try Self.parse(settings.arguments + typed)
    } catch {
      // What was typed was parsed before: the rest is the preset's.
      let reason = "preset '\(name)': \(Self.message(for: error))"
      guard let path = preset.path else { throw ValidationError(reason) }
      throw ConfigurationError.refused(path: path, reason: reason)
    }
  }
}

/// The command line behind the subcommand, as the argument parser takes it.
func typedBehindSubcommand() throws -> [String] {
  try joiningOptionalValues(checkedWords(Array(processArguments.dropFirst(2))))
}
