import CImageLibraries
import Imaging

/// Encodes a frame as a WebP file by libwebp, which is opened for it: lossy, alpha without loss.
///
/// - Parameter quality: libwebp's scale, 0...100; at 100 colors too are without loss.
/// - Throws: `PictureError.lacksLibrary`; `.notEncodable` when a side has more than 16383 pixels.
/// - Precondition: `quality` is in 0...100.
public func encodeWebP(_ frame: Frame, quality: Int = 90) throws(PictureError) -> [UInt8] {
  precondition((0...100).contains(quality), "expected a quality in 0...100, found \(quality)")
  guard frame.width <= 16383, frame.height <= 16383 else {
    throw .notEncodable(
      .webp, reason: "expected sides of at most 16383 pixels, found \(frame.width)x\(frame.height)")
  }
  let library = try DynamicLibrary("libwebp.so.7", package: "libwebp7", for: .webp)
  let encode = try library.function("WebPEncodeRGBA", as: webp_encode.self)
  let encodeLossless = try library.function(
    "WebPEncodeLosslessRGBA", as: webp_encode_lossless.self)
  let free = try library.function("WebPFree", as: webp_free.self)
  var file: UnsafeMutablePointer<UInt8>?
  let byteCount = frame.withPixels { pixels in
    pixels.withUnsafeBufferPointer { pixels in
      let (width, height) = (Int32(frame.width), Int32(frame.height))
      let bytesPerRow = Int32(frame.bytesPerRow)
      return quality == 100
        ? encodeLossless(pixels.baseAddress, width, height, bytesPerRow, &file)
        : encode(pixels.baseAddress, width, height, bytesPerRow, Float(quality), &file)
    }
  }
  guard byteCount > 0, let file else {
    throw .notEncodable(.webp, reason: "libwebp gave no reason (is there memory left?)")
  }
  defer { free(file) }
  return Array(UnsafeBufferPointer(start: file, count: byteCount))
}
