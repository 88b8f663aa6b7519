public import Imaging

/// The most pixels that a picture may have unless a caller says more: those of phones' largest sensors
/// (16320x12240) fit.
public let defaultMaxPixelCount = 250_000_000

/// Decodes a PNG or JPEG file to a frame that stands upright, in sRGB: `decodePicture` without the rest.
///
/// - Throws: `ImageError`.
public func decodeImage(
  _ bytes: [UInt8], maxPixelCount: Int = defaultMaxPixelCount
) throws(ImageError) -> Frame {
  try decodePicture(bytes, maxPixelCount: maxPixelCount).frame
}

/// Decodes a PNG or JPEG file.
///
/// PNG: every color type, bit depth and interlacing; 16-bit samples are rounded to 8, after colors are
/// converted; `tRNS` and alpha stay straight alpha. JPEG: baseline and progressive; gray, YCbCr, RGB, CMYK
/// and YCCK (inverted when an Adobe segment is there). Both are turned as their Exif blocks say, and
/// converted to sRGB where a profile says that their colors are others; a profile that cannot be used is
/// no error, but told.
///
/// - Parameters:
///   - maxPixelCount: the most pixels to accept, by the header, before any is allocated. More than 2^30
///     are never accepted.
///   - convertsColors: false for pictures whose levels are no colors, such as masks.
/// - Throws: `ImageError`. A file that is cut off or damaged where it shows is an error, never half a
///   frame; harmless irregularities are not: stray bytes between JPEG segments or behind the picture, a
///   missing end marker, wrong checksums of PNG's texts.
public func decodePicture(
  _ bytes: [UInt8], maxPixelCount: Int = defaultMaxPixelCount, convertsColors: Bool = true
) throws(ImageError) -> DecodedImage {
  let header = try imageHeader(bytes)
  let limit = min(maxPixelCount, 1 << 30)
  let (pixelCount, overflow) = header.width.multipliedReportingOverflow(by: header.height)
  guard !overflow, pixelCount <= limit else {
    throw .tooManyPixels(width: header.width, height: header.height, maxPixelCount: limit)
  }
  var profileError = convertsColors ? header.metadata.profileError : nil
  let profile = convertsColors ? header.metadata.profile.flatMap { $0.isSRGB ? nil : $0 } : nil
  /// The converter for a file's pixels, if they need one and it can be had.
  func converter(_ layout: SRGBConverter.Layout) -> SRGBConverter? {
    guard let profile else { return nil }
    do throws(ColorProfileError) {
      return try SRGBConverter(from: profile, layout)
    } catch {
      profileError = error
      return nil
    }
  }
  let stored =
    switch header.format {
    case .png: try decodePNG(bytes, header, converter: converter)
    case .jpeg: try decodeJPEG(bytes, header, converter: converter)
    }
  return DecodedImage(
    frame: stored.turnedUpright(from: header.orientation), format: header.format,
    exif: header.metadata.exif, profileError: profileError)
}

extension Frame {
  /// Converts the colors of a profile to sRGB; alpha stays. For pictures that are decoded already.
  ///
  /// - Throws: `ColorProfileError`; the frame is then as before.
  public mutating func convertToSRGB(from profile: ColorProfile) throws(ColorProfileError) {
    guard !profile.isSRGB else { return }
    let converter = try SRGBConverter(from: profile, .rgba8)
    let pixelCount = width * height
    withMutablePixels { pixels in
      pixels.withUnsafeMutableBytes { bytes in
        converter.convert(UnsafeRawBufferPointer(bytes), to: bytes, pixelCount: pixelCount)
      }
    }
  }
}

/// A picture from a file, with what came along.
public struct DecodedImage: Sendable {
  /// The pixels, upright and in sRGB.
  public var frame: Frame

  /// The file's format.
  public let format: ImageFormat

  /// Notes of the camera, as they were found; see `ExifBlock.forResult`.
  public var exif: ExifBlock?

  /// Error for which the colors are taken for sRGB though the file says that they are others; nil
  /// where all is well.
  public var profileError: ColorProfileError?
}
