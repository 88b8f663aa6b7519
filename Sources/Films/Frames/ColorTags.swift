public import Imaging

/// Tags of a film's colors, in ffmpeg's words; nil where it says nothing.
///
/// Words: the tables of ITU-T H.273 as `av_color_space_name` and its kin spell them.
public struct ColorTags: Hashable, Sendable {
  /// Range of luma: 16 ... 235 or 0 ... 255.
  public typealias Range = ColorEncoding.Range

  /// From RGB to luma and chroma.
  public enum Matrix: String, Hashable, Sendable {
    case bt601, bt709, bt2020
  }

  /// The range of luma.
  public var range: Range?
  /// The matrix, for example `bt709`.
  public var matrix: String?
  /// The primaries, for example `bt709`.
  public var primaries: String?
  /// The transfer function, for example `bt709`.
  public var transfer: String?
  /// Where chroma samples lie, for example `left`.
  public var chromaLocation: String?

  /// Tags; none unless given.
  public init(
    range: Range? = nil, matrix: String? = nil, primaries: String? = nil, transfer: String? = nil,
    chromaLocation: String? = nil
  ) {
    self.range = range
    self.matrix = matrix
    self.primaries = primaries
    self.transfer = transfer
    self.chromaLocation = chromaLocation
  }

  /// The range to compute with: limited where the film says nothing.
  public var rangeInEffect: Range { range ?? .limited }

  /// The matrix to compute with. Where the film says nothing, BT.709 for pictures of more than 576
  /// rows and BT.601 for smaller ones, as players do.
  public func matrixInEffect(height: Int) -> Matrix {
    switch matrix {
    case "bt709": .bt709
    case "smpte170m", "bt470bg", "fcc", "bt601": .bt601
    case "bt2020nc", "bt2020c": .bt2020
    default: height > 576 ? .bt709 : .bt601
    }
  }

  /// Whether the transfer function is one of high dynamic range: PQ or HLG.
  public var isHDR: Bool { transfer == "smpte2084" || transfer == "arib-std-b67" }
}
