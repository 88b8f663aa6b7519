/// Decodes a PNG or JPEG file to a frame that stands upright.
///
/// PNG: every colour type, bit depth and interlacing; 16-bit samples are rounded to 8, `tRNS` and
/// alpha stay straight alpha, and gamma, colour profiles and metadata are ignored. JPEG: baseline
/// and progressive; grey, YCbCr, RGB, CMYK and YCCK (inverted when an Adobe segment is there;
/// converted without a profile), turned by the Exif orientation.
///
/// - Parameter maxPixelCount: the most pixels to accept, by the header, before any is allocated.
///   More than 2^30 are never accepted.
/// - Throws: `ImageError`. A file that is cut off or fails a checksum is an error, never half a
///   frame; harmless irregularities such as stray bytes between JPEG segments are not.
public func decodeImage(
  _ bytes: [UInt8], maxPixelCount: Int = 100_000_000
) throws(ImageError) -> Frame {
  let header = try imageHeader(bytes)
  let limit = min(maxPixelCount, 1 << 30)
  let (pixelCount, overflow) = header.width.multipliedReportingOverflow(by: header.height)
  guard !overflow, pixelCount <= limit else {
    throw .tooManyPixels(width: header.width, height: header.height, maxPixelCount: limit)
  }
  switch header.format {
  case .png: return try decodePNG(bytes, header)
  case .jpeg: return try decodeJPEG(bytes, header).turnedUpright(from: header.orientation)
  }
}
