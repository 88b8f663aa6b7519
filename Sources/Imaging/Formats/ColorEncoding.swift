import KernelInterface

/// Encoding of red, green and blue as bytes of luma and chroma.
public struct ColorEncoding: Sendable, Hashable {
  /// The shares of red, green and blue in the luma.
  public enum Matrix: String, Sendable, CaseIterable {
    /// ITU-R BT.601-7: Y = 0.299 R + 0.587 G + 0.114 B. Cameras and JPEG.
    case bt601
    /// ITU-R BT.709-6: Y = 0.2126 R + 0.7152 G + 0.0722 B. Films of 720 rows and more.
    case bt709
  }

  /// The levels in use.
  public enum Range: String, Sendable, CaseIterable {
    /// Luma 16...235, chroma 16...240.
    case limited
    /// 0...255, as in JPEG.
    case full
  }

  /// The shares of the luma.
  public var matrix: Matrix
  /// The levels in use.
  public var range: Range

  /// An encoding; the default is what cameras deliver when they don't say.
  public init(_ matrix: Matrix = .bt601, _ range: Range = .limited) {
    self.matrix = matrix
    self.range = range
  }

  var equation: ColorEquation {
    switch matrix {
    case .bt601:
      ColorEquation(redWeight: 0.299, blueWeight: 0.114, isFullRange: range == .full)
    case .bt709:
      ColorEquation(redWeight: 0.2126, blueWeight: 0.0722, isFullRange: range == .full)
    }
  }
}
