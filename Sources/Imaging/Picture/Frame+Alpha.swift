extension Frame {
  /// Whether every pixel has full alpha.
  public var isOpaque: Bool {
    withPixels { pixels in
      for index in 0..<(width * height) where pixels[index * 4 + 3] != 255 { return false }
      return true
    }
  }

  /// The same colors with full alpha.
  public func opaque() -> Frame {
    var result = self
    result.withMutablePixels { pixels in
      for index in 0..<(width * height) { pixels[index * 4 + 3] = 255 }
    }
    return result
  }

  /// The frame over black, opaque.
  public func overBlack() -> Frame {
    over(Frame(width: width, height: height, red: 0, green: 0, blue: 0), as: self)
  }

  /// A frame of one opaque color.
  ///
  /// - Precondition: both sizes are positive.
  public init(width: Int, height: Int, red: UInt8, green: UInt8, blue: UInt8) {
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 4) { buffer, count in
      for index in 0..<(width * height) {
        buffer[index * 4] = red
        buffer[index * 4 + 1] = green
        buffer[index * 4 + 2] = blue
        buffer[index * 4 + 3] = 255
      }
      count = width * height * 4
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The frame with each pixel's alpha multiplied by that of another frame, rounded; black where nothing
  /// of it is left to be seen.
  ///
  /// - Parameter isMirrored: whether the other frame is read from right to left.
  /// - Precondition: both have one size.
  public func fading(as other: Frame, isMirrored: Bool = false) -> Frame {
    mapPixels(with: other, isMirrored: isMirrored) { pixel, alpha in
      pixel[3] = (pixel[3] * alpha / 255).rounded()
      if pixel[3] == 0 { pixel = .zero }
    }
  }

  /// The frame over a background, as far as another frame's alpha says: the background's own pixels
  /// where that is 0. The result is opaque; the frame's and the background's alpha are not read.
  ///
  /// - Parameter isMirrored: whether the other frame is read from right to left.
  /// - Precondition: all have one size.
  public func over(_ background: Frame, as other: Frame, isMirrored: Bool = false) -> Frame {
    precondition(background.width == width && background.height == height)
    var index = 0
    return background.withPixels { behind in
      mapPixels(with: other, isMirrored: isMirrored) { pixel, alpha in
        let back = SIMD4<Float>(
          Float(behind[index]), Float(behind[index + 1]), Float(behind[index + 2]), 255)
        pixel = (back + (pixel - back) * (alpha / 255)).rounded(.toNearestOrAwayFromZero)
        pixel[3] = 255
        index += 4
      }
    }
  }

  /// Copies the frame, each pixel changed for the other frame's alpha, 0...255.
  private func mapPixels(
    with other: Frame, isMirrored: Bool, _ change: (inout SIMD4<Float>, Float) -> Void
  ) -> Frame {
    precondition(
      other.width == width && other.height == height,
      "expected a frame of \(width)x\(height), found \(other.width)x\(other.height)")
    var result = self
    other.withPixels { alphas in
      result.withMutablePixels { pixels in
        for y in 0..<height {
          for x in 0..<width {
            let byte = (y * width + x) * 4
            let source = (y * width + (isMirrored ? width - 1 - x : x)) * 4
            var pixel = SIMD4<Float>(
              Float(pixels[byte]), Float(pixels[byte + 1]), Float(pixels[byte + 2]),
              Float(pixels[byte + 3]))
            change(&pixel, Float(alphas[source + 3]))
            for channel in 0..<4 { pixels[byte + channel] = UInt8(pixel[channel]) }
          }
        }
      }
    }
    return result
  }
}
