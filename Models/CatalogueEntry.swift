/// A model that vbg knows: its file, and how to feed and read it.
public struct CatalogueEntry: Sendable {
  /// The name that people type; the file's name without `.tflite`.
  public let name: String
  /// Shorter names for the same model.
  public let aliases: [String]
  /// The name for messages: the shortest that people can type.
  public var shortName: String { aliases.first ?? name }
  /// The file and how it is got.
  public let file: CataloguedFile
  /// Height of the input, in pixels.
  public let inputHeight: Int
  /// Width of the input, in pixels.
  public let inputWidth: Int
  /// The range of the input's values.
  public let inputRange: InputRange
  /// Meaning of the output.
  public let decoding: OutputDecoding

  init(
    name: String, aliases: [String], file: CataloguedFile, inputHeight: Int, inputWidth: Int,
    inputRange: InputRange, decoding: OutputDecoding
  ) {
    self.name = name
    self.aliases = aliases
    self.file = file
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputRange = inputRange
    self.decoding = decoding
  }
}
