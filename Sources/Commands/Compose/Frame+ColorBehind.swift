import Imaging

extension Frame {
  /// The frame over one color that may be transparent itself (Porter and Duff's "over", with straight
  /// alpha on all sides).
  func over(_ color: CSSColor) -> Frame {
    let behind = SIMD4<Float>(Float(color.red), Float(color.green), Float(color.blue), 0)
    var result = self
    result.withMutablePixels { pixels in
      for byte in stride(from: 0, to: width * height * 4, by: 4) {
        let alpha = Float(pixels[byte + 3]) / 255
        let rest = color.alpha * (1 - alpha)
        let sum = alpha + rest
        // Of what does not show at all, no color is kept.
        guard sum > 0 else {
          for channel in 0..<4 { pixels[byte + channel] = 0 }
          continue
        }
        let front = SIMD4<Float>(
          Float(pixels[byte]), Float(pixels[byte + 1]), Float(pixels[byte + 2]), 0)
        var pixel = (front * alpha + behind * rest) / sum
        pixel[3] = sum * 255
        pixel.round(.toNearestOrAwayFromZero)
        if pixel[3] == 0 { pixel = .zero }
        for channel in 0..<4 { pixels[byte + channel] = UInt8(min(pixel[channel], 255)) }
      }
    }
    return result
  }
}
