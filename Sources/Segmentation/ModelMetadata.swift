public import ModelCatalogue

/// Range of a model's input and decoding of its output, each with the source that it is known from.
public struct ModelMetadata: Sendable {
  /// Source of a statement about a model, by falling authority.
  public enum Source: String, Sendable {
    /// The caller asked for it.
    case option
    /// The catalogue has a model with this SHA-256.
    case catalogue
    /// It was guessed from the graph.
    case graph
  }

  /// The catalogue's entry of the model; nil for a model that it does not hold.
  public let entry: CatalogueEntry?
  /// The model file's SHA-256.
  public let digest: SHA256Digest
  /// The range of the input's values.
  public let inputRange: InputRange
  /// The source of the range.
  public let inputRangeSource: Source
  /// The function that turns the output into coverage.
  public let decoding: OutputDecoding
  /// The source of the decoding.
  public let decodingSource: Source
}
