public import Commands
import TOMLKit

/// The table that a text in TOML 1.0 is.
///
/// - Throws: an error that says what is wrong, and where.
@Sendable public func parseTOML(_ text: String) throws -> ConfigurationValue {
  // TOMLKit takes the text for a C string, which ends there.
  if text.utf8.contains(0) { throw SyntaxError(description: "a byte that is 0") }
  do {
    return value(try TOMLTable(string: text))
  } catch let error as TOMLParseError {
    throw SyntaxError(description: error.debugDescription)
  }
}

private struct SyntaxError: Error, CustomStringConvertible {
  let description: String
}

private func value(_ table: TOMLTable) -> ConfigurationValue {
  .table(
    table.keys.sorted().compactMap { key in
      table[key].map { (key: key, value: value($0.tomlValue)) }
    })
}

private func value(_ item: TOMLValue) -> ConfigurationValue {
  switch item.type {
  case .table: item.table.map { value($0) } ?? .other("table")
  case .array: .list((item.array ?? []).map { value($0.tomlValue) })
  case .string: .text(item.string ?? "")
  case .int: .integer(item.int ?? 0)
  case .double: .number(item.double ?? 0)
  case .bool: .boolean(item.bool ?? false)
  case .date, .time, .dateTime: .other(item.type.description)
  }
}
