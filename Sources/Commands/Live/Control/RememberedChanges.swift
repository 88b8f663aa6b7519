import Glibc

/// The file in which `--remember` keeps the settings that a session was left with.
struct RememberedChanges: Sendable {
  let path: String

  /// The file of a session; nil where there is no place for it.
  init?(session: String) {
    func variable(_ name: String) -> String? {
      environmentVariable(name).flatMap { isAbsolute($0) ? $0 : nil }
    }
    let state = variable("XDG_STATE_HOME") ?? variable("HOME").map { $0 + "/.local/state" }
    guard let state else { return nil }
    path = "\(state)/vbg/\(session).toml"
  }

  /// Reads what was kept, but for what the command line names.
  ///
  /// - Throws: `FileError`, `ConfigurationError`, `ControlError`, each with the file's name.
  func read(typed: [String]) throws -> LiveChanges {
    let names = Set(
      typed.map(ResolvedSettings.optionName).map(SettingForm.name(ofOption:)))
    let tables = try ConfigurationTables(path, mayLack: true)
    var changes = LiveChanges()
    for (name, value) in tables.live where name == "preset" {
      guard case .text(let preset) = value, !names.contains("preset") else { continue }
      let own =
        try ConfigurationReading.path.map { try ConfigurationTables($0, mayLack: true).presets }
        ?? []
      do {
        changes.use(try (NamedPreset.builtIn + own).named(preset))
      } catch {
        throw ControlError("\(path): \(error)")
      }
    }
    for (name, value) in tables.live where name != "preset" {
      do {
        let form = try LiveChanges.form(name)
        if names.isDisjoint(with: form.group + [form.name]) { try changes.set(form, value) }
      } catch {
        throw ControlError("\(path): \(error)")
      }
    }
    return changes
  }

  /// Keeps changes.
  ///
  /// - Throws: `FileError`.
  func write(_ changes: LiveChanges) throws {
    let folder = folder(of: path)
    for end in folder.indices.filter({ folder[$0] == "/" }) + [folder.endIndex]
    where end > folder.startIndex {
      _ = withPath(String(folder[..<end])) { mkdir($0, 0o700) }
    }
    try writeFile(path, pathBytes(changes.text))
  }

  private func folder(of path: String) -> String {
    String(
      path.prefix(path.lastIndex(of: "/").map { path.distance(from: path.startIndex, to: $0) } ?? 0)
    )
  }
}
