import FoundationEssentials

/// Prints a value as indented JSON with sorted keys and a line break at the end.
package func printJSON(
  _ value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
) throws {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = keys
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try printLine(String(decoding: encoder.encode(value), as: UTF8.self))
}
