/// A format and, where it has luma, its encoding.
public struct PixelLayout: Sendable, Hashable {
  /// The arrangement of the bytes.
  public var format: PixelFormat
  /// The meaning of luma and chroma.
  public var encoding: ColorEncoding

  /// A format and its encoding.
  public init(_ format: PixelFormat, _ encoding: ColorEncoding = ColorEncoding()) {
    self.format = format
    self.encoding = encoding
  }
}
