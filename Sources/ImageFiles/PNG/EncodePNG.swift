import CPNG
public import Imaging

/// Encodes a frame as an 8-bit PNG file marked as sRGB: RGBA, or RGB where every pixel is opaque.
///
/// - Throws: `ImageError.notEncodable` when a side has 2^31 pixels or more, or memory runs out.
public func encodePNG(_ frame: Frame) throws(ImageError) -> [UInt8] {
  try encodePNG(
    width: frame.width, height: frame.height, bytesPerRow: frame.bytesPerRow,
    layout: frame.isOpaque ? CPNG_RGBX8 : CPNG_RGBA8
  ) { encode in
    frame.withPixels { $0.withUnsafeBytes(encode) }
  }
}

/// Bits a sample of a gray PNG file.
public enum GrayBitDepth: Int, Sendable, CaseIterable {
  /// 256 levels.
  case eight = 8

  /// 65536 levels.
  case sixteen = 16
}

/// Encodes a mask as a gray PNG file, white for 1.
///
/// Rounded half up; values out of range are clamped and NaN becomes 0.
///
/// - Throws: `ImageError.notEncodable` when a side has 2^31 pixels or more, or memory runs out.
public func encodePNG(
  _ mask: Mask, bitDepth: GrayBitDepth = .eight
) throws(ImageError) -> [UInt8] {
  switch bitDepth {
  case .eight:
    try encodePNG(
      width: mask.width, height: mask.height, bytesPerRow: mask.width, layout: CPNG_GRAY8
    ) { encode in
      mask.gray8().withUnsafeBytes(encode)
    }
  case .sixteen:
    try encodePNG(
      width: mask.width, height: mask.height, bytesPerRow: mask.width * 2, layout: CPNG_GRAY16
    ) { encode in
      mask.gray16().map(\.bigEndian).withUnsafeBytes(encode)
    }
  }
}

/// Encodes a mask at another size (see `Mask.resized`) as a gray PNG file, without the numbers of all of
/// it ever being there at 8 bits.
///
/// - Precondition: both sizes are positive.
/// - Throws: `ImageError.notEncodable` when a side has 2^31 pixels or more, or memory runs out.
public func encodePNG(
  _ mask: Mask, width: Int, height: Int, bitDepth: GrayBitDepth = .eight
) throws(ImageError) -> [UInt8] {
  guard bitDepth == .eight, width != mask.width || height != mask.height else {
    return try encodePNG(mask.resized(toWidth: width, height: height), bitDepth: bitDepth)
  }
  let gray = mask.gray8(resizedToWidth: width, height: height)
  return try encodePNG(width: width, height: height, bytesPerRow: width, layout: CPNG_GRAY8) {
    encode in
    gray.withUnsafeBytes(encode)
  }
}

/// Encodes the rows that `lend` passes to the closure it is given.
private func encodePNG(
  width: Int, height: Int, bytesPerRow: Int, layout: cpng_layout,
  lend: (_ encode: (UnsafeRawBufferPointer) -> Void) -> Void
) throws(ImageError) -> [UInt8] {
  guard let columnCount = UInt32(exactly: width), let rowCount = UInt32(exactly: height) else {
    throw .notEncodable(.png, reason: "expected sides under 2^31 pixels, found \(width)x\(height)")
  }
  var file: [UInt8] = []
  var failure: String?
  lend { pixels in
    failure = codecMessage { message, capacity in
      withUnsafeMutablePointer(to: &file) { file in
        cpng_encode(
          pixels.bindMemory(to: UInt8.self).baseAddress, columnCount, rowCount, bytesPerRow,
          layout,
          { context, bytes, byteCount in
            context?.assumingMemoryBound(to: [UInt8].self).pointee.append(
              contentsOf: UnsafeBufferPointer(start: bytes, count: byteCount))
          }, file, message, capacity)
      }
    }
  }
  if let failure { throw .notEncodable(.png, reason: failure) }
  return file
}
