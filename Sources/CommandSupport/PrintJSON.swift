import FoundationEssentials

/// Prints a value as indented JSON with sorted keys and a line break at the end. A stray byte of a path is
/// the character U+10FE00 + byte there, as JSON is Unicode (`pathText`).
package func printJSON(
  _ value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
) throws {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = keys
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try writeFile("-", Array(encoder.encode(value)) + [UInt8(ascii: "\n")])
}
