import Effects

/// Meaning of a model's numbers, as far as the page says it; what is nil is known from the catalogue, the file, or
/// guessed from the graph.
struct ModelMeaning {
  /// Meaning of the output.
  private(set) var decoding: OutputDecoding?
  /// Range of the input.
  private(set) var inputRange: InputRange?
  /// Classes that count as the person.
  private(set) var classes: PersonClasses?
  /// Channel that alone is read.
  private(set) var channel: Int?
  /// Output that is read.
  private(set) var outputIndex: Int?

  /// Takes a part of it in.
  ///
  /// - Parameters:
  ///   - word: of parts that are words, or `auto` for nil; classes stand a line each.
  ///   - number: of the others; of classes 0 for nil, since a class may have any name.
  /// - Returns: whether there is a part of this name.
  /// - Throws: `EngineError` for a word that there is not, or a number that is none of a channel or an output.
  mutating func set(_ name: String, word: String, number: Double) throws(EngineError) -> Bool {
    let isAutomatic = word == EngineOptions.automatic
    switch name {
    case "decoding":
      decoding = isAutomatic ? nil : try EngineOptions.choice("decoding", word)
    case "input-range":
      inputRange = isAutomatic ? nil : try EngineOptions.choice("input range", word)
    case "classes":
      classes =
        number == 0
        ? nil
        : PersonClasses(
          Array(word.utf8).split(separator: 10, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) })
    case "channel": channel = isAutomatic ? nil : try Self.place(name, number)
    case "output-index": outputIndex = isAutomatic ? nil : try Self.place(name, number)
    default: return false
    }
    return true
  }

  /// Puts what is known into a segmenter's options.
  ///
  /// - Throws: `EngineError` where classes and a channel are asked for.
  func apply(to options: inout SegmenterOptions) throws(EngineError) {
    guard classes == nil || channel == nil else {
      throw EngineError(.option, "expected classes or a channel, found both")
    }
    options.decoding = decoding
    options.inputRange = inputRange
    options.classes = classes
    options.channel = channel
    options.outputIndex = outputIndex
  }

  private static func place(_ name: String, _ number: Double) throws(EngineError) -> Int {
    guard let place = Int(exactly: number), place >= 0 else {
      throw EngineError(
        .option, "expected a whole number of at least 0 for \(name), found \(number)")
    }
    return place
  }
}
