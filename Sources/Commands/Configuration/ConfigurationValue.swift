/// A value of a configuration file.
public indirect enum ConfigurationValue: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case list([ConfigurationValue])
  /// Keys in the order of the file's reader.
  case table([(key: String, value: ConfigurationValue)])
  /// Value that no option takes, such as a date, by its kind.
  case other(String)

  public static func == (one: ConfigurationValue, other: ConfigurationValue) -> Bool {
    switch (one, other) {
    case (.text(let a), .text(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.boolean(let a), .boolean(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.table(let a), .table(let b)): a.elementsEqual(b) { $0 == $1 }
    case (.other(let a), .other(let b)): a == b
    default: false
    }
  }

  /// For messages.
  var kind: String {
    switch self {
    case .text(let text): "'\(text)'"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .boolean(let value): "\(value)"
    case .list: "a list"
    case .table: "a table"
    case .other(let kind): "a \(kind)"
    }
  }

  /// Text as TOML writes it; nil for what it doesn't write as a value here.
  var literal: String? {
    switch self {
    case .text(let text): quoted(text)
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .boolean(let value): "\(value)"
    case .list(let values): "[\(values.compactMap(\.literal).joined(separator: ", "))]"
    case .table, .other: nil
    }
  }
}

/// A basic string of TOML.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case _ where scalar.value < 32 || scalar.value == 127:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// Error of a configuration that can't be used.
enum ConfigurationError: Error, CustomStringConvertible {
  case syntax(path: String, reason: String)
  case unknownKey(path: String, key: String, nearest: String?)
  case value(path: String, key: String, expected: String, found: String)
  case refused(path: String, reason: String)
  case absent(path: String)
  case empty(path: String)
  case notAFile(path: String)

  var description: String {
    switch self {
    case .syntax(let path, let reason): "\(path): expected TOML, found: \(reason)"
    case .unknownKey(let path, let key, let nearest):
      "\(path): expected a known key, found '\(key)'"
        + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
    case .value(let path, let key, let expected, let found):
      "\(path): expected \(expected) for '\(key)', found \(found)"
    case .refused(let path, let reason): "\(path): \(reason)"
    case .absent(let path): "expected the settings in '\(path)', found no such file"
    case .empty(let path): "expected the settings in '\(path)', found none"
    case .notAFile(let path): "expected a file '\(path)', found a device or a pipe"
    }
  }
}
