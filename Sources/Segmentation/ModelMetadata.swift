public import Graphs
public import ModelCatalogue
public import TFLite

/// Range of a model's input and decoding of its output, each with the source that it is known from.
public struct ModelMetadata: Sendable {
  /// Source of a statement about a model, by falling authority.
  public enum Source: String, Sendable {
    /// The caller asked for it.
    case option
    /// The catalogue has a model with this SHA-256.
    case catalogue
    /// The model's file says so, in metadata beside its graph.
    case file
    /// It was guessed from the graph.
    case graph
  }

  /// The catalogue's entry of the model; nil for a model that it does not hold.
  public let entry: CatalogueEntry?
  /// The model file's SHA-256.
  public let digest: SHA256Digest
  /// The place of the picture among the model's inputs.
  public let inputIndex: Int
  /// Sides, channels and order of dimensions of the picture.
  public let picture: PictureShape
  /// The range of the input's values, as far as it is one of these.
  public let inputRange: InputRange
  /// The normalization that the file asks for, where `inputRange` is not the same.
  public let normalization: InputNormalization?
  /// The source of the range.
  public let inputRangeSource: Source
  /// The way from the output to coverage.
  public let output: OutputReading
  /// The source of the decoding.
  public let decodingSource: Source
  /// The source of the classes that count as the person.
  public let classesSource: Source
  /// Names of classes that the file has; empty where it has none.
  public let labels: [String]

  /// The function that turns the output into coverage.
  public var decoding: OutputDecoding { output.decoding }
}

extension ModelMetadata {
  /// The input's range in words: `0...1`; of a normalization that has no name the values of black and white.
  public var inputRangeName: String {
    guard let normalization else { return inputRange.rawValue }
    let channels = normalization.means.indices.map { channel in
      let (mean, deviation) = (normalization.means[channel], normalization.deviations[channel])
      return "\(decimal(-mean / deviation))...\(decimal((255 - mean) / deviation))"
    }
    return channels.joined(separator: ", ")
  }

  /// The person's classes in words: `15 (person)`, `all but 0 (background)`; nil where the output has one channel
  /// that is the person.
  public var classNames: String? {
    func name(_ index: Int) -> String {
      labels.indices.contains(index) ? "\(index) (\(labels[index]))" : "\(index)"
    }
    guard let classes = output.classes else { return "all but \(name(0))" }
    if output.layout.channels == 1 && decoding != .labels { return nil }
    return classes.map(name).joined(separator: ", ")
  }
}

/// A number with at most three decimals.
private func decimal(_ value: Float) -> String {
  guard value.magnitude < 1e6 else { return value < 0 ? "below -1000000" : "above 1000000" }
  let thousandths = Int((value * 1000).rounded())
  let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
  var text = "\(thousandths < 0 ? "-" : "")\(whole)"
  guard rest > 0 else { return text }
  var digits = rest
  var width = 3
  while digits % 10 == 0 { (digits, width) = (digits / 10, width - 1) }
  let tail = "\(digits)"
  text += "."
  for _ in tail.utf8.count..<width { text += "0" }
  return text + tail
}

extension ModelMetadata {
  /// The values of black and white; nil where channels have values of their own.
  var uniformRange: ClosedRange<Float>? {
    guard normalization != nil else { return inputRange.lowerBound...inputRange.upperBound }
    let first = channels(count: 1)[0]
    let isUniform = channels(count: 3).allSatisfy {
      $0.lower == first.lower && $0.upper == first.upper
    }
    return isUniform ? first.lower...first.upper : nil
  }

  /// The values of black and white of each channel; the last counts for those behind.
  func channels(count: Int) -> [ConvertedInput.Channel] {
    (0..<count).map { channel in
      guard let normalization else {
        return ConvertedInput.Channel(lower: inputRange.lowerBound, upper: inputRange.upperBound)
      }
      let place = min(channel, normalization.means.count - 1)
      let (mean, deviation) = (normalization.means[place], normalization.deviations[place])
      return ConvertedInput.Channel(lower: -mean / deviation, upper: (255 - mean) / deviation)
    }
  }
}
