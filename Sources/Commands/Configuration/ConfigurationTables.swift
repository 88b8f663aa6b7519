/// The tables of a configuration file.
struct ConfigurationTables {
  /// The entries of the table `live`.
  let live: [(key: String, value: ConfigurationValue)]
  /// The presets that the tables `presets.NAME` are.
  let presets: [NamedPreset]

  /// No tables.
  init() {
    live = []
    presets = []
  }

  /// Reads a file.
  ///
  /// - Parameter mayLack: whether there are none when there is no such file.
  /// - Throws: `FileError`, `ConfigurationError`.
  init(_ path: String, mayLack: Bool) throws {
    try self.init(ConfigurationReading.read(path, mayLack: mayLack), path: path)
  }

  /// Reads a file's text.
  ///
  /// - Throws: `ConfigurationError`.
  init(text: String, path: String) throws {
    try self.init(ConfigurationReading.entries(of: text, path: path), path: path)
  }

  private init(_ tables: [(key: String, value: ConfigurationValue)], path: String) throws {
    var live: [(key: String, value: ConfigurationValue)] = []
    var presets: [NamedPreset] = []
    for (key, value) in tables {
      guard ["live", "presets"].contains(key) else {
        throw ConfigurationError.unknownKey(
          path: path, key: key, nearest: nearest(key, among: ["live", "presets"]))
      }
      let entries = try Self.entries(of: value, key, path: path)
      if key == "live" {
        live = entries
      } else {
        presets = try entries.map { name, value in
          try NamedPreset(
            name, try Self.entries(of: value, "presets.\(name)", path: path), path: path)
        }
      }
    }
    self.live = live
    self.presets = presets
  }

  private static func entries(
    of value: ConfigurationValue, _ key: String, path: String
  ) throws(ConfigurationError) -> [(key: String, value: ConfigurationValue)] {
    guard case .table(let entries) = value else {
      throw .value(path: path, key: key, expected: "a table", found: value.kind)
    }
    return entries
  }
}
