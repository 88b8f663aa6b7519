import CommandSupport
import Segmentation

/// A frame from a file, and how long reading and decoding took.
struct ReadFrame: Sendable {
  let frame: Frame
  let duration: Duration

  /// Reads and decodes; `-` is standard input.
  ///
  /// - Throws: `FileError`, `ImageError`, and `FrameSizeError` for less than 2x2 pixels.
  init(_ path: String, maxPixelCount: Int) throws {
    let clock = ContinuousClock()
    let start = clock.now
    frame = try decodeImage(try readFile(path), maxPixelCount: maxPixelCount)
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
