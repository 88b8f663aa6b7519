/// A picture for the reference: rows of red, green, blue, alpha bytes, straight alpha, the top row
/// first. It is not the product's `Frame`, so that the two share nothing.
package struct DemoFrame: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// `height` rows of `width` pixels of 4 bytes.
  package let bytes: [UInt8]

  package init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      bytes.count == width * height * 4,
      "expected \(width * height * 4) bytes for \(width)x\(height), found \(bytes.count)")
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// A frame of the pixels that `pixel(x, y)` gives, rounded by `q8`; opaque.
  package init(width: Int, height: Int, pixel: (_ x: Int, _ y: Int) -> DemoColor) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        let color = pixel(x, y)
        bytes.append(q8(color.red))
        bytes.append(q8(color.green))
        bytes.append(q8(color.blue))
        bytes.append(255)
      }
    }
    self.init(width: width, height: height, bytes: bytes)
  }

  /// The color of a pixel; the nearest edge pixel's for one that is outside.
  package func color(_ x: Int, _ y: Int) -> DemoColor {
    let start = (clamp(y, below: height) * width + clamp(x, below: width)) * 4
    return DemoColor(
      red: Double(bytes[start]) / 255, green: Double(bytes[start + 1]) / 255,
      blue: Double(bytes[start + 2]) / 255)
  }

  /// The alphas.
  package var alpha: DemoMask {
    DemoMask(
      width: width, height: height,
      bytes: stride(from: 3, to: bytes.count, by: 4).map { bytes[$0] })
  }

  /// The color at a position in pixels, whose centers are at halves: bilinear, clamped at the edges.
  package func color(atX x: Double, y: Double) -> DemoColor {
    let (left, rightShare) = split(x - 0.5)
    let (top, bottomShare) = split(y - 0.5)
    let upper = color(left, top) * (1 - rightShare) + color(left + 1, top) * rightShare
    let lower = color(left, top + 1) * (1 - rightShare) + color(left + 1, top + 1) * rightShare
    return upper * (1 - bottomShare) + lower * bottomShare
  }
}

/// The nearest of 0..<count.
func clamp(_ index: Int, below count: Int) -> Int {
  min(max(index, 0), count - 1)
}

/// A position as the whole number below it and the rest, 0..<1.
func split(_ position: Double) -> (whole: Int, rest: Double) {
  let whole = position.rounded(.down)
  return (Int(whole), position - whole)
}
