/// Error of bytes that are no frame, or of a frame that could not become bytes.
public enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes begin like neither a PNG nor a JPEG file; `found` says like what.
  case unknownFormat(found: String)

  /// The picture has more pixels than the caller allows. Nothing was allocated for it.
  case tooManyPixels(width: Int, height: Int, maxPixelCount: Int)

  /// The file has its format's signature, but is cut off, broken or of a kind that we don't read.
  case damaged(ImageFormat, reason: String)

  /// The encoder refused.
  case notEncodable(ImageFormat, reason: String)

  public var description: String {
    switch self {
    case .unknownFormat(let found):
      "expected a PNG or JPEG image, found \(found)"
    case .tooManyPixels(let width, let height, let maxPixelCount):
      "expected an image of at most \(maxPixelCount) pixels, found \(width)x\(height)"
    case .damaged(let format, let reason):
      "damaged \(format.rawValue) image: \(reason)"
    case .notEncodable(let format, let reason):
      "can't write as \(format.rawValue): \(reason)"
    }
  }
}
