import Compositing

extension SettingForm {
  /// The setting as arguments of the command line.
  ///
  /// - Parameter table: the name of the table that the value stands in.
  /// - Throws: `ConfigurationError.value` for a value of the wrong kind.
  func arguments(
    for value: ConfigurationValue, table: String, path: String
  ) throws(ConfigurationError) -> [String] {
    let option = "--\(name)"
    switch (kind, value) {
    case (.text, .text(let text)), (.flagOrText, .text(let text)), (.textOrTexts, .text(let text)):
      return ["\(option)=\(text)"]
    case (.number, .integer(let number)), (.strength, .integer(let number)):
      return ["\(option)=\(number)"]
    case (.number, .number(let number)), (.strength, .number(let number)):
      return ["\(option)=\(number)"]
    case (.strength, .text(BlurStrength.demoName)): return ["\(option)=\(BlurStrength.demoName)"]
    case (.flag, .boolean(let isOn)): return isOn ? [option] : []
    case (.strength, .boolean(let isOn)):
      return isOn ? ["\(option)=\(BlurStrength.standardName)"] : []
    case (.flagOrText, .boolean(let isOn)):
      if name == "stats" { return isOn ? ["\(option)=\(StatisticsForm.text.rawValue)"] : [] }
      return ["\(option)=\((isOn ? Switch.on : .off).rawValue)"]
    case (.pair, .list(let values)):
      let numbers = values.compactMap(\.literal)
      if numbers.count == values.count { return ["\(option)=\(numbers.joined(separator: ","))"] }
    case (.texts, .list(let values)), (.textOrTexts, .list(let values)):
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
    case .strength: "a number, true or false"
    case .flagOrText: "a text, true or false"
    case .pair: "a list of two numbers"
    case .texts: "a list of texts"
    case .textOrTexts: "a text or a list of texts"
    }
  }
}

extension SettingForm {
  /// Returns the value that a text on the command line stands for.
  func value(ofText text: String) -> ConfigurationValue {
    switch kind {
    case .text, .flagOrText, .textOrTexts: .text(text)
    case .flag: .boolean(text == "true")
    case .number: Double(text).map { .number($0) } ?? .text(text)
    case .strength:
      Double(text).map { .number($0) } ?? Bool(text).map { .boolean($0) } ?? .text(text)
    case .pair: .list(text.split(separator: ",").compactMap { Double($0) }.map { .number($0) })
    case .texts: .list([.text(text)])
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
