import Effects

/// Options that one source names: the configuration's table `live`, or a preset.
struct SettingLayer: Sendable {
  /// One of them.
  struct Entry: Sendable {
    let form: SettingForm
    /// Value that was named; nil: the default, whatever lower layers say.
    let value: ConfigurationValue?
    /// As arguments of the command line.
    let arguments: [String]

    /// - Parameters:
    ///   - table: the name of the table that the value stands in.
    ///   - path: the file, for messages.
    /// - Throws: `ConfigurationError.value` for a value of the wrong kind.
    init(
      _ form: SettingForm, _ value: ConfigurationValue?, table: String, path: String
    ) throws(ConfigurationError) {
      self.form = form
      self.value = value
      arguments =
        try value.map { value throws(ConfigurationError) in
          try form.arguments(for: value, table: table, path: path)
        } ?? []
    }

    /// Whether it settles something; what is switched off names no background.
    var isSaid: Bool { value == nil || form.group.isEmpty || !arguments.isEmpty }

    /// The strength of a blur, where it names one.
    var strength: String? {
      guard form.name == "blur", let argument = arguments.first else { return nil }
      let strength = String(argument.dropFirst("--blur=".count))
      return strength == BlurStrength.standardName ? nil : strength
    }
  }

  /// Kind of source.
  enum Source: Sendable {
    case table
    /// A preset, which says what stands behind the person, or only how strong a blur there is.
    case preset(choosesBackground: Bool)
  }

  let source: Source
  /// Each setting once.
  let entries: [Entry]
}

extension SettingLayer {
  /// The name under which `ResolvedSettings.said` has the strength of a blur that a preset names.
  static let presetBlur = "preset-blur"
}

/// Settings of several layers, of which the higher win, below what was typed.
struct ResolvedSettings {
  /// Arguments that the layers add to the command line, to be put before what was typed.
  private(set) var arguments: [String] = []
  /// Names of the settings that the command line or a layer names with a value in force.
  private(set) var said: Set<String>

  /// Settings in force so far, and typed ones.
  private var taken: Set<String>
  private var hasStrength: Bool

  /// - Parameters:
  ///   - layers: the highest first.
  ///   - typed: the command line behind the subcommand.
  ///   - settled: the names of settings that are in force as they are typed, or are not.
  ///   - known: the names of the settings that the command has; others are left out.
  init(
    _ layers: [SettingLayer], typed: [String], settled: Set<String> = [], known: Set<String>
  ) {
    let options = typed.prefix { $0 != "--" }
    let names = settled.union(options.map(Self.optionName).map(SettingForm.name(ofOption:)))
    said = names
    // A film of masks has no background.
    taken = names.contains("mask-only") ? names.union(BackgroundArguments.choices) : names
    hasStrength = options.contains {
      $0.hasPrefix("--blur=") && $0 != "--blur=\(BlurStrength.standardName)"
    }
    for layer in layers { add(layer, known) }
  }

  private mutating func add(_ layer: SettingLayer, _ known: Set<String>) {
    var added: Set<String> = []
    for entry in layer.entries where known.contains(entry.form.name) {
      var arguments = entry.arguments
      if let strength = entry.strength, let strengthArguments = take(strength, from: layer) {
        arguments = strengthArguments
      }
      let name = entry.form.name
      guard !isOnlyStrength(entry, of: layer), taken.isDisjoint(with: entry.form.group + [name])
      else { continue }
      self.arguments = arguments + self.arguments
      if entry.isSaid { added.insert(name) }
    }
    taken.formUnion(added)
    said.formUnion(added)
  }

  /// Puts a blur's strength in force where no higher layer has one.
  ///
  /// - Returns: arguments for a blur, the strength of which is settled elsewhere; nil where it is not.
  private mutating func take(_ strength: String, from layer: SettingLayer) -> [String]? {
    let blur = ["--blur=\(BlurStrength.standardName)"]
    if hasStrength { return blur }
    guard case .preset = layer.source else { return nil }
    arguments = ["--\(SettingLayer.presetBlur)=\(strength)"] + arguments
    said.insert(SettingLayer.presetBlur)
    hasStrength = true
    return blur
  }

  private func isOnlyStrength(_ entry: SettingLayer.Entry, of layer: SettingLayer) -> Bool {
    guard entry.form.name == "blur", case .preset(choosesBackground: false) = layer.source else {
      return false
    }
    return true
  }

  /// `name` of `--name` and `--name=value`, and the output's of its short form; else nothing.
  static func optionName(_ argument: String) -> String {
    if argument.hasPrefix("--") { return String(argument.dropFirst(2).prefix { $0 != "=" }) }
    return argument.hasPrefix("-o") ? "output" : ""
  }
}
