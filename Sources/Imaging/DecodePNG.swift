import CPNG

/// Decodes the PNG file that `header` was read from.
func decodePNG(_ bytes: [UInt8], _ header: ImageHeader) throws(ImageError) -> Frame {
  var failure: String?
  let frame = Frame(width: header.width, height: header.height) { pixels in
    failure = codecMessage { message, capacity in
      bytes.withUnsafeBufferPointer { file in
        cpng_decode_rgba(
          file.baseAddress, file.count, UInt32(header.width), UInt32(header.height),
          pixels.baseAddress, header.width * 4, message, capacity)
      }
    }
    return failure == nil
  }
  guard let frame else { throw .damaged(.png, reason: failure ?? "no reason given") }
  return frame
}
