import Devices
import Imaging

/// A camera's frame in memory of the session's own, of the output's size.
///
/// `@unchecked Sendable`: see `PictureMemory`.
final class CapturedPicture: @unchecked Sendable {
  let memory: PictureMemory
  /// When its first byte was captured.
  var captureTime = Duration.zero
  /// Number of times that the camera had been opened when this came.
  var generation = 0

  /// - Parameter mode: the output's: a packed format of YUV is kept, as such frames pass through the
  ///   compositor; everything else becomes RGBA.
  init(for mode: OutputMode) throws(FrameViewError) {
    if mode.format.isPackedYUV {
      memory = try PictureMemory(
        width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding)
    } else {
      memory = try PictureMemory(width: mode.width, height: mode.height, format: .rgba)
    }
  }
}
