public import Imaging

/// A color that is laid over a frame.
public struct Tint: Sendable {
  /// The color, 0...255 each.
  public let red, green, blue: UInt8
  /// Share of the frame that it hides where coverage is 1, in 0...1.
  public let opacity: Float

  /// A color and its strength.
  public init(red: UInt8, green: UInt8, blue: UInt8, opacity: Float) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// A teal that skin, cloth and most rooms don't have.
  public static let teal = Tint(red: 0, green: 196, blue: 180, opacity: 0.55)
}

extension Frame {
  /// The person alone: the frame's colors, its alpha multiplied by the mask; black where nothing is left to
  /// be seen, so that the room does not travel along unseen.
  ///
  /// - Precondition: the mask has the frame's size and values in 0...1.
  public func keepingPerson(_ mask: Mask) -> Frame {
    mapPixels(mask) { pixel, coverage in
      pixel[3] = (pixel[3] * coverage).rounded(.toNearestOrAwayFromZero)
      if pixel[3] == 0 { pixel = .zero }
    }
  }

  /// The frame with a color over the person; alpha stays, and what does not show at all is black.
  ///
  /// - Precondition: the mask has the frame's size and values in 0...1.
  public func tintingPerson(_ mask: Mask, with tint: Tint = .teal) -> Frame {
    let color = SIMD4<Float>(Float(tint.red), Float(tint.green), Float(tint.blue), 0)
    return mapPixels(mask) { pixel, coverage in
      let alpha = pixel[3]
      pixel += (color - pixel) * (coverage * tint.opacity)
      pixel[3] = alpha
      if alpha == 0 { pixel = .zero }
    }
  }

  /// Copies the frame, each pixel changed for its coverage.
  private func mapPixels(
    _ mask: Mask, _ change: (inout SIMD4<Float>, Float) -> Void
  ) -> Frame {
    precondition(mask.width == width && mask.height == height)
    var result = self
    result.withMutablePixels { pixels in
      for index in 0..<(width * height) {
        let byte = index * 4
        var pixel = SIMD4<Float>(
          Float(pixels[byte]), Float(pixels[byte + 1]), Float(pixels[byte + 2]),
          Float(pixels[byte + 3]))
        change(&pixel, mask.values[index])
        pixel.round(.toNearestOrAwayFromZero)
        for channel in 0..<4 { pixels[byte + channel] = UInt8(pixel[channel]) }
      }
    }
    return result
  }
}
