import CommandSupport
import ImageFiles
import Segmentation

/// Reads and decodes a picture; `-` is standard input.
///
/// - Parameters:
///   - maxPixelCount: the value of `--max-pixels`; nil for commands without it.
///   - convertsColors: false for masks, whose levels are no colors.
/// - Throws: `FileError`, `ImageError`, `PictureError`, and `PixelLimitError` where the option would help.
package func decodeFile(
  _ path: String, maxPixelCount: Int?, convertsColors: Bool = true
) throws -> PictureFile {
  do {
    return try decodePictureFile(
      readFile(path), maxPixelCount: maxPixelCount ?? defaultMaxPixelCount,
      convertsColors: convertsColors)
  } catch let error as ImageError {
    if let limit = maxPixelCount, let refusal = PixelLimitError(error, limit) { throw refusal }
    throw error
  }
}

/// A picture with more pixels than `--max-pixels` allows.
package struct PixelLimitError: Error, CustomStringConvertible {
  let width: Int
  let height: Int
  let maxPixelCount: Int

  /// Returns what the option's limit refused; nil for all other errors, and where no limit would
  /// do.
  package init?(_ error: ImageError, _ limit: Int) {
    guard case .tooManyPixels(let width, let height, limit) = error,
      width.multipliedReportingOverflow(by: height).partialValue <= 1 << 30
    else { return nil }
    self.width = width
    self.height = height
    maxPixelCount = limit
  }

  package var description: String {
    "expected an image of at most \(maxPixelCount) pixels, found \(width)x\(height) "
      + "(--max-pixels \(width * height) allows it)"
  }
}
