import Imaging

/// A picture as its file stores it: not turned upright, and in the colors of its profile.
struct StoredPicture {
  /// Kind of the samples.
  enum Content {
    /// Red, green, blue and straight alpha.
    case rgb
    /// The same, of a picture of gray.
    case gray
    /// Cyan, magenta, yellow and black, 255 for full ink; never of 16 bits.
    case inks
  }

  /// Four samples a pixel, the top row first.
  enum Samples {
    /// 0...255.
    case eight([UInt8])
    /// 0...65535.
    case sixteen([UInt16])
  }

  let width: Int
  let height: Int
  var samples: Samples
  var content = Content.rgb
  /// Profile of the colors; nil stands for sRGB.
  var profile: ColorProfile?
  var orientation = Orientation.upright

  /// Divides colors by alpha where they were multiplied by it.
  mutating func removePremultiplication() {
    switch samples {
    case .eight(var values):
      samples = .eight([])
      divideByAlpha(&values, full: 255)
      samples = .eight(values)
    case .sixteen(var values):
      samples = .sixteen([])
      divideByAlpha(&values, full: 65535)
      samples = .sixteen(values)
    }
  }
}

private func divideByAlpha<Sample: FixedWidthInteger & UnsignedInteger>(
  _ values: inout [Sample], full: Sample
) {
  for pixel in stride(from: 0, to: values.count, by: 4) {
    let alpha = UInt64(values[pixel + 3])
    guard alpha > 0, alpha < UInt64(full) else { continue }
    for index in pixel..<pixel + 3 {
      let color = (UInt64(values[index]) * UInt64(full) + alpha / 2) / alpha
      values[index] = Sample(min(color, UInt64(full)))
    }
  }
}

/// A level of 16 bits as one of 8.
func rounded(_ level: UInt16) -> UInt8 {
  UInt8(truncatingIfNeeded: (UInt32(level) * 255 + 32767) / 65535)
}

/// Learns a picture's size before its pixels are allocated, and throws where that is too much.
typealias SizeCheck = (_ width: Int, _ height: Int) throws(PictureError) -> Void
