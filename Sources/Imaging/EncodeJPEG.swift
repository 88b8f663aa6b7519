import CJPEG

/// Encodes a frame as a baseline JPEG file, YCbCr without subsampling of colours; alpha is left out.
///
/// - Parameter quality: libjpeg's scale, 1...100.
/// - Throws: `ImageError.notEncodable` when a side has more than 65500 pixels, or memory runs out.
/// - Precondition: `quality` is in 1...100.
public func encodeJPEG(_ frame: Frame, quality: Int = 92) throws(ImageError) -> [UInt8] {
  precondition((1...100).contains(quality), "expected a quality in 1...100, found \(quality)")
  // libjpeg's JPEG_MAX_DIMENSION; its own message does not tell the size that it found.
  guard frame.width <= 65500, frame.height <= 65500 else {
    throw .notEncodable(
      .jpeg, reason: "expected sides of at most 65500 pixels, found \(frame.width)x\(frame.height)")
  }
  var file: [UInt8] = []
  let failure = frame.withPixels { pixels in
    pixels.withUnsafeBufferPointer { pixels in
      codecMessage { message, capacity in
        withUnsafeMutablePointer(to: &file) { file in
          cjpeg_encode_rgba(
            pixels.baseAddress, UInt32(frame.width), UInt32(frame.height), frame.bytesPerRow,
            Int32(quality),
            { context, bytes, byteCount in
              context?.assumingMemoryBound(to: [UInt8].self).pointee.append(
                contentsOf: UnsafeBufferPointer(start: bytes, count: byteCount))
            }, file, message, capacity)
        }
      }
    }
  }
  if let failure { throw .notEncodable(.jpeg, reason: failure) }
  return file
}
