import Imaging

/// A camera's frame in memory of the session's own, of the output's size: RGBA, or the output's format.
///
/// `@unchecked Sendable`: see `PictureMemory`.
final class CapturedPicture: @unchecked Sendable {
  /// The picture.
  private(set) var view: MutableFrameView
  /// When its first byte was captured.
  var captureTime = Duration.zero
  /// How often the camera had been opened when this came.
  var generation = 0

  private let rgba: PictureMemory
  private let packed: PictureMemory?

  /// - Parameter packed: a packed format of YUV that frames may be kept in beside RGBA.
  init(width: Int, height: Int, packed: FrameConverter.Picture?) throws(FrameViewError) {
    rgba = try PictureMemory(width: width, height: height, format: .rgba)
    if let packed {
      self.packed = try PictureMemory(
        width: width, height: height, format: packed.format, encoding: packed.encoding)
    } else {
      self.packed = nil
    }
    view = rgba.view
  }

  /// Makes it a picture of RGBA, to be written.
  func becomeRGBA() -> MutableFrameView {
    view = rgba.view
    return view
  }

  /// Makes it a packed picture of a format, to be written; nil where it has no such memory.
  func become(_ picture: FrameConverter.Picture) -> MutableFrameView? {
    guard let packed, packed.view.format == picture.format, packed.view.encoding == picture.encoding
    else { return nil }
    view = packed.view
    return view
  }
}
