import Compositing

extension Setting {
  /// The setting as arguments of the command line.
  ///
  /// - Parameter table: the name of the table that the value stands in.
  /// - Throws: `ConfigurationError.value` for a value of the wrong kind.
  func arguments(
    for value: ConfigurationValue, table: String, path: String
  ) throws(ConfigurationError) -> [String] {
    let option = "--\(name)"
    switch (kind, value) {
    case (.text, .text(let text)), (.flagOrText, .text(let text)): return ["\(option)=\(text)"]
    case (.number, .integer(let number)), (.flagOrNumber, .integer(let number)):
      return ["\(option)=\(number)"]
    case (.number, .number(let number)), (.flagOrNumber, .number(let number)):
      return ["\(option)=\(number)"]
    case (.flag, .boolean(let isOn)): return isOn ? [option] : []
    case (.flagOrNumber, .boolean(let isOn)):
      return isOn ? ["\(option)=\(BlurStrength.demoName)"] : []
    case (.flagOrText, .boolean(let isOn)):
      if name == "stats" { return isOn ? ["\(option)=\(StatisticsForm.text.rawValue)"] : [] }
      return ["\(option)=\((isOn ? Switch.on : .off).rawValue)"]
    case (.pair, .list(let values)):
      let numbers = values.compactMap(\.literal)
      if numbers.count == values.count { return ["\(option)=\(numbers.joined(separator: ","))"] }
    case (.texts, .list(let values)):
      let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
      if texts.count == values.count { return texts.map { "\(option)=\($0)" } }
    default: break
    }
    throw .value(path: path, key: "\(table).\(name)", expected: expectation, found: value.kind)
  }

  private var expectation: String {
    switch kind {
    case .text: "a text"
    case .number: "a number"
    case .flag: "true or false"
    case .flagOrNumber: "a number, true or false"
    case .flagOrText: "a text, true or false"
    case .pair: "a list of two numbers"
    case .texts: "a list of texts"
    }
  }
}

/// Regions as a list of texts; nil without any.
func texts(_ regions: [Region]) -> ConfigurationValue? {
  if regions.isEmpty { return nil }
  return .list(
    regions.map { region in
      let numbers = [region.x, region.y, region.width, region.height].map { number in
        region.unit == .percent ? "\(number)%" : "\(Int(number))"
      }
      return .text(numbers.joined(separator: ","))
    })
}
