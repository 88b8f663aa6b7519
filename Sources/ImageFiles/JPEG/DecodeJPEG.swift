import CJPEG
import Imaging

/// Decodes the JPEG file that `header` was read from, as stored: not yet turned. `converter` is asked once, for
/// the converter of pixels in a layout.
func decodeJPEG(
  _ bytes: [UInt8], _ header: ImageHeader,
  converter: (SRGBConverter.Layout) -> SRGBConverter?
) throws(ImageError) -> Frame {
  var failure: String?
  let frame = Frame(width: header.storedWidth, height: header.storedHeight) { pixels in
    var layout = CJPEG_RGBA
    failure = codecMessage { message, capacity in
      bytes.withUnsafeBufferPointer { file in
        cjpeg_decode(
          file.baseAddress, file.count, UInt32(header.storedWidth), UInt32(header.storedHeight),
          pixels.baseAddress, header.storedWidth * 4, &layout, message, capacity)
      }
    }
    guard failure == nil else { return false }
    if let converter = converter(converterLayout(layout)) {
      let all = UnsafeMutableRawBufferPointer(pixels)
      converter.convert(
        UnsafeRawBufferPointer(all), to: all, pixelCount: header.storedWidth * header.storedHeight)
      return true
    }
    switch layout {
    case CJPEG_CMYK: convertInksToRGBA(pixels, fullInk: 255)
    case CJPEG_CMYK_INVERTED: convertInksToRGBA(pixels, fullInk: 0)
    default: break
    }
    return true
  }
  guard let frame else { throw .damaged(.jpeg, reason: failure ?? "no reason given") }
  return frame
}

private func converterLayout(_ layout: cjpeg_layout) -> SRGBConverter.Layout {
  switch layout {
  case CJPEG_CMYK: .cmyk8
  case CJPEG_CMYK_INVERTED: .cmyk8Inverted
  case CJPEG_RGBA_GRAY: .gray8
  default: .rgba8
  }
}

/// Turns pixels of cyan, magenta, yellow and black into red, green, blue and full alpha, in place.
///
/// Each color is what its ink and black let through: `(1 - ink) * (1 - black)`.
private func convertInksToRGBA(_ pixels: UnsafeMutableBufferPointer<UInt8>, fullInk: UInt8) {
  // Flips the samples that count ink to count light.
  let flip = fullInk
  for pixel in stride(from: 0, to: pixels.count, by: 4) {
    let light = UInt32(pixels[pixel + 3] ^ flip)
    for channel in pixel..<pixel + 3 {
      let product = UInt32(pixels[channel] ^ flip) * light
      pixels[channel] = UInt8(truncatingIfNeeded: (product + 127) / 255)
    }
    pixels[pixel + 3] = 255
  }
}
