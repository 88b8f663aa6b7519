import CJPEG
public import Imaging

/// Encodes a frame as a baseline JPEG file, YCbCr without subsampling of colors; alpha is left out.
///
/// The file is marked as sRGB by a small profile.
///
/// - Parameters:
///   - quality: libjpeg's scale, 1...100.
///   - exif: what is noted of the picture, of at most 65527 bytes; left out when it is larger.
/// - Throws: `ImageError.notEncodable` when a side has more than 65500 pixels, or memory runs out.
/// - Precondition: `quality` is in 1...100.
public func encodeJPEG(
  _ frame: Frame, quality: Int = 92, exif: ExifBlock? = nil
) throws(ImageError) -> [UInt8] {
  precondition((1...100).contains(quality), "expected a quality in 1...100, found \(quality)")
  // libjpeg's JPEG_MAX_DIMENSION; its own message does not tell the size that it found.
  guard frame.width <= 65500, frame.height <= 65500 else {
    throw .notEncodable(
      .jpeg, reason: "expected sides of at most 65500 pixels, found \(frame.width)x\(frame.height)")
  }
  let longestSegment = 65533
  let block = Array("Exif\0\0".utf8) + (exif?.bytes ?? [])
  // The profile is the first of one part.
  let profile = Array("ICC_PROFILE\0".utf8) + [1, 1] + SRGBProfile.bytes
  var file: [UInt8] = []
  let failure = frame.withPixels { pixels in
    pixels.withUnsafeBufferPointer { pixels in
      block.withUnsafeBufferPointer { block in
        profile.withUnsafeBufferPointer { profile in
          codecMessage { message, capacity in
            var segments = [
              cjpeg_segment(marker: 0xE2, bytes: profile.baseAddress, byte_count: profile.count)
            ]
            if exif != nil && block.count <= longestSegment {
              segments.insert(
                cjpeg_segment(marker: 0xE1, bytes: block.baseAddress, byte_count: block.count),
                at: 0)
            }
            return withUnsafeMutablePointer(to: &file) { file in
              cjpeg_encode_rgba(
                pixels.baseAddress, UInt32(frame.width), UInt32(frame.height), frame.bytesPerRow,
                Int32(quality), segments, segments.count,
                { context, bytes, byteCount in
                  context?.assumingMemoryBound(to: [UInt8].self).pointee.append(
                    contentsOf: UnsafeBufferPointer(start: bytes, count: byteCount))
                }, file, message, capacity)
            }
          }
        }
      }
    }
  }
  if let failure { throw .notEncodable(.jpeg, reason: failure) }
  return file
}
