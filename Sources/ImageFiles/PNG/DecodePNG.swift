import CPNG
import Imaging

/// Decodes the PNG file that `header` was read from, as stored: not yet turned. `converter` is asked once, for
/// the converter of pixels in a layout.
func decodePNG(
  _ bytes: [UInt8], _ header: ImageHeader,
  converter: (SRGBConverter.Layout) -> SRGBConverter?
) throws(ImageError) -> Frame {
  let shape = PNGShape(bytes)
  let layout: SRGBConverter.Layout =
    switch (shape.isDeep, shape.isGray) {
    case (false, false): .rgba8
    case (false, true): .gray8
    case (true, false): .rgba16
    case (true, true): .gray16
    }
  let converter = converter(layout)
  var failure: String?
  let frame = Frame(width: header.storedWidth, height: header.storedHeight) { pixels in
    failure =
      if shape.isDeep, let converter {
        decodeDeep(bytes, header, shape, converter, to: UnsafeMutableRawBufferPointer(pixels))
      } else {
        decode(
          bytes, header, CPNG_8_BITS, to: UnsafeMutableRawBufferPointer(pixels),
          rowCount: header.storedHeight, bytesPerRow: header.storedWidth * 4, nil, nil)
      }
    guard failure == nil else { return false }
    if !shape.isDeep, let converter {
      let all = UnsafeMutableRawBufferPointer(pixels)
      converter.convert(
        UnsafeRawBufferPointer(all), to: all, pixelCount: header.storedWidth * header.storedHeight)
    }
    return true
  }
  guard let frame else { throw .damaged(.png, reason: failure ?? "no reason given") }
  return frame
}

/// Header of a PNG: what the first chunk says of the pixels.
private struct PNGShape {
  /// Whether samples have 16 bits.
  let isDeep: Bool
  let isGray: Bool
  let isInterlaced: Bool

  /// The shape that the 13 bytes of IHDR tell, from byte 16 on.
  init(_ bytes: [UInt8]) {
    func field(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
    isDeep = field(24) == 16
    // Color types 0 and 4.
    isGray = field(25) & 3 == 0
    isInterlaced = field(28) != 0
  }
}

/// Decodes samples of 16 bits and converts them row by row, before they are rounded: through one row, or
/// all of them where rows come in several passes. Returns libpng's words when it fails.
private func decodeDeep(
  _ bytes: [UInt8], _ header: ImageHeader, _ shape: PNGShape, _ converter: SRGBConverter,
  to pixels: UnsafeMutableRawBufferPointer
) -> String? {
  let width = header.storedWidth
  let rowCount = shape.isInterlaced ? header.storedHeight : 1
  let rows = UnsafeMutableRawBufferPointer.allocate(byteCount: rowCount * width * 8, alignment: 8)
  defer { rows.deallocate() }
  var job = DeepRows(converter: converter, width: width, pixels: pixels)
  return withUnsafeMutablePointer(to: &job) { job in
    decode(
      bytes, header, CPNG_16_BITS, to: rows, rowCount: rowCount, bytesPerRow: width * 8,
      { context, y, row in
        guard let job = context?.assumingMemoryBound(to: DeepRows.self), let row else { return }
        job.pointee.take(row, y: Int(y))
      }, job)
  }
}

/// Destination of rows of 16-bit samples.
private struct DeepRows {
  let converter: SRGBConverter
  let width: Int
  let pixels: UnsafeMutableRawBufferPointer

  func take(_ row: UnsafeMutablePointer<UInt8>, y: Int) {
    converter.convert(
      UnsafeRawBufferPointer(start: row, count: width * 8),
      to: UnsafeMutableRawBufferPointer(rebasing: pixels[y * width * 4..<(y + 1) * width * 4]),
      pixelCount: width)
  }
}

/// Returns libpng's words when it fails.
private func decode(
  _ bytes: [UInt8], _ header: ImageHeader, _ depth: cpng_depth,
  to memory: UnsafeMutableRawBufferPointer, rowCount: Int, bytesPerRow: Int,
  _ takeRow: cpng_take_row?, _ context: UnsafeMutableRawPointer?
) -> String? {
  codecMessage { message, capacity in
    bytes.withUnsafeBufferPointer { file in
      cpng_decode(
        file.baseAddress, file.count, UInt32(header.storedWidth), UInt32(header.storedHeight),
        depth,
        memory.baseAddress?.assumingMemoryBound(to: UInt8.self), rowCount, bytesPerRow, takeRow,
        context, message, capacity)
    }
  }
}
