public import Imaging

/// A picture from a file of any format, with what came along.
public struct PictureFile: Sendable {
  /// The pixels, upright and in sRGB.
  public var frame: Frame

  /// Notes of the camera, as PNG and JPEG files have it; see `ExifBlock.forResult`.
  public var exif: ExifBlock?

  /// Error for which the colors are taken for sRGB though the file says that they are others; nil
  /// where all is well.
  public var profileError: ColorProfileError?
}

/// Decodes a file of any format that vbg reads (see `PictureFormat`) to a frame that stands upright.
///
/// What the bytes are decides, not what the file's name says. PNG and JPEG are decoded here (see
/// `decodePicture`), the others by a process of their own, with libraries that are opened for them. Of an
/// animation, a multi-page file or a burst this is the first picture, or the one that the file names as
/// its primary one.
///
/// - Parameters:
///   - maxPixelCount: the most pixels to accept, by the header, before any is allocated. More than 2^30
///     are never accepted.
///   - convertsColors: false for pictures whose levels are no colors, such as masks.
/// - Throws: `PictureError`, `ImageError`.
public func decodePictureFile(
  _ bytes: [UInt8], maxPixelCount: Int = defaultMaxPixelCount, convertsColors: Bool = true
) throws -> PictureFile {
  switch PictureFormat(signatureOf: bytes) {
  case nil: throw PictureError.unknownFormat(found: describeUnknownFile(bytes))
  case .png, .jpeg:
    let image = try decodePicture(
      bytes, maxPixelCount: maxPixelCount, convertsColors: convertsColors)
    return PictureFile(frame: image.frame, exif: image.exif, profileError: image.profileError)
  case let format?:
    do throws(PictureError) {
      return try PictureReader().decode(
        bytes, as: format, maxPixelCount: min(maxPixelCount, 1 << 30),
        convertsColors: convertsColors)
    } catch .tooManyPixels(let width, let height, let limit) {
      // One error for one refusal, whoever read the size.
      throw ImageError.tooManyPixels(width: width, height: height, maxPixelCount: limit)
    }
  }
}
