import Imaging

/// Error of a file that is no picture, or of a picture that could not become a file.
public enum PictureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes begin like none of the formats; `found` says like what.
  case unknownFormat(found: String)

  /// The picture has more pixels than the caller allows. Nothing was allocated for it.
  case tooManyPixels(width: Int, height: Int, maxPixelCount: Int)

  /// The file has its format's signature, but is cut off, broken or of a kind that is not read.
  case damaged(PictureFormat, reason: String)

  /// The library or program that reads or writes the format is not on this machine; `package` is
  /// Debian's name of what has it.
  case lacksLibrary(PictureFormat, library: String, package: String)

  /// Whatever reads the format broke, did not come to an end, or wanted too much memory.
  case readerFailed(PictureFormat, reason: String)

  /// The encoder refused.
  case notEncodable(PictureFormat, reason: String)

  public var description: String {
    switch self {
    case .unknownFormat(let found):
      "expected a \(PictureFormat.list) image, found \(found)"
    case .tooManyPixels(let width, let height, let maxPixelCount):
      "\(ImageError.tooManyPixels(width: width, height: height, maxPixelCount: maxPixelCount))"
    case .damaged(let format, let reason):
      "damaged \(format.rawValue) image: \(reason)"
    case .lacksLibrary(let format, let library, let package):
      "expected \(library) for \(format.rawValue) images, found none (apt install \(package))"
    case .readerFailed(let format, let reason):
      "can't read this \(format.rawValue) image: \(reason)"
    case .notEncodable(let format, let reason):
      "can't write as \(format.rawValue): \(reason)"
    }
  }
}
