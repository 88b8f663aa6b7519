/// Text from a file, made fit for a message: cut after `limit` bytes (with an ellipsis), invalid
/// UTF-8 repaired, and characters that do not print, or that break or reorder a line, written as
/// `\u{...}`.
func printableText(_ bytes: ArraySlice<UInt8>, limit: Int = 80) -> String {
  let kept = bytes.prefix(limit)
  var text = String(decoding: kept, as: UTF8.self)
  if !kept.allSatisfy({ (0x20..<0x7f).contains($0) }) {
    text = text.unicodeScalars.reduce(into: "") { result, scalar in
      if isPrintable(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
  }
  return kept.count == bytes.count ? text : text + "…"
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
    .paragraphSeparator:
    false
  default:
    true
  }
}
