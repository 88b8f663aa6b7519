/// Writes settings in force into the configuration's table `live`, but those that are the defaults. Everything else in
/// the file stays as it is.
///
/// - Returns: the file's path.
/// - Throws: `ControlError` where the file can't be changed so; `FileError`, `ConfigurationError`.
func saveSettings(_ inForce: [String: ConfigurationValue]) throws -> String {
  guard let path = ConfigurationReading.path else {
    throw ControlError("expected XDG_CONFIG_HOME or HOME to name a folder, found neither")
  }
  let before = try ConfigurationTables(path, mayLack: true)
  let usual = try LiveArguments.parse([])
  let settings = LiveSetting.all.filter(\.isReloadable)
  var wanted: [(key: String, value: ConfigurationValue)] = []
  for setting in settings {
    guard let value = inForce[setting.form.name], value != setting.value(usual) else { continue }
    wanted.append((setting.form.name, value))
  }
  let names = Set(settings.map(\.form.name))
  let kept = before.live.filter { !names.contains(SettingForm.otherNames[$0.key] ?? $0.key) }
  let old = fileExists(path) ? pathText(try readFile(path, byteCountLimit: 1 << 20)) : ""
  let text = editedTable(old, replacing: names, with: wanted)
  // The file's own reader has the last word on what was written.
  let after = try ConfigurationTables(text: text, path: path)
  func isSame(
    _ one: [(key: String, value: ConfigurationValue)],
    _ other: [(key: String, value: ConfigurationValue)]
  ) -> Bool {
    one.count == other.count
      && one.allSatisfy { entry in other.contains { $0.key == entry.key && $0.value == entry.value }
      }
  }
  guard isSame(after.live, kept + wanted),
    after.presets.elementsEqual(before.presets, by: hasSameEntries)
  else {
    throw ControlError(
      "expected a table [live] of a line a setting in \(path), found one that can't be changed by a page"
    )
  }
  try makeFolder(String(path.dropLast(lastPart(of: path).count + 1)))
  try writeFile(path, pathBytes(text))
  return path
}

private func hasSameEntries(_ one: NamedPreset, _ other: NamedPreset) -> Bool {
  one.name == other.name
    && one.layer.entries.elementsEqual(other.layer.entries) {
      $0.form == $1.form && $0.value == $1.value
    }
}

/// A file's text with other lines in its table `live`.
private func editedTable(
  _ text: String, replacing names: Set<String>,
  with entries: [(key: String, value: ConfigurationValue)]
) -> String {
  var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  while lines.last?.isEmpty == true { lines.removeLast() }
  let new = entries.compactMap { entry in entry.value.literal.map { "\(entry.key) = \($0)" } }
  func isHeader(_ line: String) -> Bool { trimmed(line).hasPrefix("[") }
  guard
    let start = lines.firstIndex(where: { line in
      isHeader(line) && trimmed(String(line.prefix { $0 != "#" })).filter { $0 != " " } == "[live]"
    })
  else {
    if !lines.isEmpty { lines.append("") }
    return (lines + ["[live]"] + new).joined(separator: "\n") + "\n"
  }
  let end = lines[(start + 1)...].firstIndex(where: isHeader) ?? lines.endIndex
  var table = lines[(start + 1)..<end].filter { line in
    guard let mark = line.firstIndex(of: "=") else { return true }
    let key = trimmed(String(line[..<mark])).filter { $0 != "\"" && $0 != "'" }
    return !names.contains(SettingForm.otherNames[key] ?? key)
  }
  var gap = 0
  while table.count > gap, trimmed(table[table.count - 1 - gap]).isEmpty { gap += 1 }
  table.insert(contentsOf: new, at: table.count - gap)
  lines.replaceSubrange((start + 1)..<end, with: table)
  return lines.joined(separator: "\n") + "\n"
}

private func trimmed(_ text: String) -> String {
  func isBlank(_ character: Character) -> Bool { " \t\r".contains(character) }
  let start = text.drop(while: isBlank)
  return String(start.reversed().drop(while: isBlank).reversed())
}
