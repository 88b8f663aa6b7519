import Imaging

/// A camera's frame in memory of the session's own: RGBA at the output's size.
///
/// `@unchecked Sendable`: see `PictureMemory`.
final class CapturedPicture: @unchecked Sendable {
  let memory: PictureMemory
  /// When its first byte was captured.
  var captureTime = Duration.zero
  /// How often the camera had been opened when this came.
  var generation = 0

  init(width: Int, height: Int) throws(FrameViewError) {
    memory = try PictureMemory(width: width, height: height, format: .rgba)
  }
}
