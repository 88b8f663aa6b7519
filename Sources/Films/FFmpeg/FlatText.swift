/// Text of ffprobe's writer `flat`: one `section.number.key="value"` a line.
struct FlatText {
  private let values: [Substring: String]

  /// Reads the text; lines of another form are passed over.
  init(_ text: String) {
    var values: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { continue }
      values[line[..<equals]] = Self.unquoted(line[line.index(after: equals)...])
    }
    self.values = values
  }

  /// The value of a key; nil when it is missing, unknown or not applicable.
  subscript(key: String) -> String? {
    guard let value = values[key[...]], value != "N/A", value != "unknown" else { return nil }
    return value
  }

  /// Returns what follows `prefix` in the keys that begin so, in alphabetical order.
  func keys(under prefix: String) -> [String] {
    values.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// The value of a key as a number.
  func integer(_ key: String) -> Int? { self[key].flatMap { Int($0) } }

  /// Strings stand between quotes, with backslashes before quotes, backslashes, `$` and "`".
  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if !isEscaped && character == "\\" {
        isEscaped = true
        continue
      }
      result.append(isEscaped && character == "n" ? "\n" : character)
      isEscaped = false
    }
    return result
  }
}
