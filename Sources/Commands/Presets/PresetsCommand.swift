import ArgumentParser
import CommandSupport

/// `vbg presets`
struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets", abstract: "List the presets and the options that they name.",
    discussion: """
      A preset is a named set of options: 'vbg compose --preset NAME', and likewise video and live. The \
      table [presets.NAME] of $XDG_CONFIG_HOME/vbg/config.toml (by default ~/.config/vbg/config.toml) \
      adds one; its keys are options without dashes.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let tables =
      try ConfigurationReading.path.map { try ConfigurationTables($0, mayLack: true) }
      ?? ConfigurationTables()
    let presets = NamedPreset.builtIn + tables.presets
    if json { return try printJSON(presets.map(PresetRecord.init)) }
    for preset in presets {
      try printLine("\(printable(preset.name)): \(preset.summary ?? preset.path ?? "")")
      for entry in preset.layer.entries {
        let value = entry.value.map { $0.literal.map { " = \($0)" } ?? "" } ?? ": the default"
        try printLine("  \(entry.form.name)\(value)")
      }
    }
  }
}

/// A preset in JSON.
private struct PresetRecord: Encodable {
  let name: String
  let isBuiltIn: Bool
  let summary: String?
  let path: String?
  /// Options that it names, null where it asks for the default.
  let options: [String: ConfigurationValue?]

  init(_ preset: NamedPreset) {
    name = preset.name
    isBuiltIn = preset.path == nil
    summary = preset.summary
    path = preset.path
    options = Dictionary(
      uniqueKeysWithValues: preset.layer.entries.map { ($0.form.name, $0.value) })
  }
}

extension ConfigurationValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text), .other(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .boolean(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .table(let entries):
      try container.encode(
        Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }
  }
}
