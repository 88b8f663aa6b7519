public import Imaging

extension RawFrame {
  /// The frame as a view, to be read or written; valid as long as the frame lives.
  ///
  /// - Parameter colour: what the film says of its colours. A matrix that `ColorEncoding` lacks
  ///   (BT.2020) is taken for BT.709: such films are read as RGBA.
  public func view(_ colour: ColorTags) -> MutableFrameView {
    let matrix: ColorEncoding.Matrix =
      colour.matrixInEffect(height: height) == .bt601 ? .bt601 : .bt709
    do {
      return try MutableFrameView(
        width: width, height: height, format: layout.pixelFormat,
        encoding: ColorEncoding(matrix, colour.rangeInEffect), bytes: bytes)
    } catch {
      preconditionFailure("expected a frame's own memory to hold it: \(error)")
    }
  }
}

extension FrameLayout {
  /// The same arrangement of bytes.
  public var pixelFormat: PixelFormat {
    switch self {
    case .rgba: .rgba
    case .i420: .i420
    case .i422: .i422
    case .i444: .i444
    case .nv12: .nv12
    case .grey: .grey
    }
  }
}
