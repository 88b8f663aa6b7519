/// `rgb(R G B / A)` and `hsl(H S L / A)`, or with commas (CSS Color 4, sections 5.1 and 7).
struct CSSColorFunction {
  private let isHSL: Bool
  /// Three components, and the alpha where there is one.
  private let components: [Substring]

  /// Takes the text apart; nil for what is no such function. The text is in lower case.
  init?(_ text: String) {
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
    switch text[..<open] {
    case "rgb", "rgba": isHSL = false
    case "hsl", "hsla": isHSL = true
    default: return nil
    }
    let inside = text[text.index(after: open)...].dropLast()
    if inside.contains(",") {
      components = inside.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      guard (3...4).contains(components.count) else { return nil }
    } else {
      let parts = inside.split(separator: "/", omittingEmptySubsequences: false).map(trimmed)
      let channels = parts[0].split(whereSeparator: \.isWhitespace)
      guard channels.count == 3, parts.count <= 2 else { return nil }
      components = channels + parts.dropFirst()
    }
  }

  /// The color; nil where a component is none.
  var color: CSSColor? {
    let alpha = components.count == 4 ? share(components[3], of: 1) : 1
    guard let alpha else { return nil }
    if isHSL {
      guard let hue = degrees(components[0]), let saturation = percentage(components[1]),
        let lightness = percentage(components[2])
      else { return nil }
      return fromHSL(hue, saturation, lightness, alpha)
    }
    let channels = components.prefix(3).compactMap { share($0, of: 255) }
    guard channels.count == 3 else { return nil }
    return CSSColor(red: channels[0], green: channels[1], blue: channels[2], alpha: alpha)
  }
}

/// The formula of CSS Color 4, section 7.1; saturation and lightness from 0 to 1.
private func fromHSL(
  _ hue: Double, _ saturation: Double, _ lightness: Double, _ alpha: Double
) -> CSSColor {
  let reach = saturation * min(lightness, 1 - lightness)
  func channel(_ offset: Double) -> Double {
    let turn = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
    let place = turn < 0 ? turn + 12 : turn
    return lightness - reach * max(-1, min(place - 3, 9 - place, 1))
  }
  return CSSColor(red: channel(0), green: channel(8), blue: channel(4), alpha: alpha)
}

/// A number as a share of the whole, or a percentage.
private func share(_ text: Substring, of whole: Double) -> Double? {
  if text == "none" { return 0 }
  if text.hasSuffix("%") { return plainNumber(text.dropLast()).map { $0 / 100 } }
  return plainNumber(text).map { $0 / whole }
}

/// `50%`, or `50` for the same, as 0.5; at most 1 and at least 0.
private func percentage(_ text: Substring) -> Double? {
  let number = text == "none" ? 0 : plainNumber(text.hasSuffix("%") ? text.dropLast() : text)
  return number.map { min(max($0 / 100, 0), 1) }
}

/// A hue with or without a unit, in degrees.
private func degrees(_ text: Substring) -> Double? {
  if text == "none" { return 0 }
  let units = [("deg", 1), ("grad", 0.9), ("rad", 180 / Double.pi), ("turn", 360)]
  for (unit, size) in units where text.hasSuffix(unit) {
    return plainNumber(text.dropLast(unit.count)).map { $0 * size }
  }
  return plainNumber(text)
}

/// A finite number in digits: no words, no hexadecimal ones.
private func plainNumber(_ text: Substring) -> Double? {
  guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.e".contains($0)) }) else { return nil }
  return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

private func trimmed(_ text: Substring) -> Substring {
  let start = text.drop(while: \.isWhitespace)
  return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
}
