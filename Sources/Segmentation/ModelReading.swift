public import ModelCatalogue

/// How a model's numbers are meant, and how that is known.
public struct ModelReading: Sendable {
  /// Who says so.
  public enum Authority: String, Sendable {
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
  /// Who says so of the range.
  public let inputRangeAuthority: Authority
  /// How the output becomes coverage.
  public let decoding: OutputDecoding
  /// Who says so of the decoding.
  public let decodingAuthority: Authority
}
