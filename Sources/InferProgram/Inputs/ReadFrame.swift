import CommandSupport
import ImageFiles
import Segmentation

/// A frame from a file, and how long reading and decoding took.
struct ReadFrame: Sendable {
  let frame: Frame
  /// Error for which its colors are taken for sRGB though the file says that they are others.
  let profileError: ColorProfileError?
  let duration: Duration

  /// Reads and decodes; `-` is standard input.
  ///
  /// - Throws: `FileError`, `ImageError`, `PixelLimitError`, and `FrameSizeError` for less than 2x2 pixels.
  init(_ path: String, maxPixelCount: Int) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let picture = try decodeFile(path, maxPixelCount: maxPixelCount)
    frame = picture.frame
    profileError = picture.profileError
    guard frame.width >= 2 && frame.height >= 2 else {
      throw FrameSizeError(width: frame.width, height: frame.height)
    }
    duration = clock.now - start
  }
}

/// A frame that shows nothing.
struct FrameSizeError: Error, CustomStringConvertible {
  let width: Int
  let height: Int

  var description: String {
    "expected a frame of at least 2x2 pixels, found \(width)x\(height)"
  }
}
