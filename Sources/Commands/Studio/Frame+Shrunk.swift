import Imaging

extension Frame {
  /// The frame made smaller by the largest whole factor that leaves at least `width` pixels a row: each pixel is the
  /// mean of a square, and what is left over at the right and below is left out.
  func shrunk(toward width: Int) -> Frame {
    let factor = self.width / max(width, 1)
    guard factor > 1, height >= factor else { return self }
    let (newWidth, newHeight) = (self.width / factor, height / factor)
    let area = UInt32(factor * factor)
    var pixels = [UInt8](repeating: 255, count: newWidth * newHeight * 4)
    withPixels { source in
      source.withUnsafeBufferPointer { source in
        pixels.withUnsafeMutableBufferPointer { pixels in
          for y in 0..<newHeight {
            for x in 0..<newWidth {
              var sums = SIMD4<UInt32>(repeating: area / 2)
              for row in 0..<factor {
                var place = (y * factor + row) * bytesPerRow + x * factor * 4
                for _ in 0..<factor {
                  sums &+= SIMD4(
                    UInt32(source[place]), UInt32(source[place + 1]), UInt32(source[place + 2]),
                    UInt32(source[place + 3]))
                  place += 4
                }
              }
              let means = sums / area
              let place = (y * newWidth + x) * 4
              for channel in 0..<4 { pixels[place + channel] = UInt8(means[channel]) }
            }
          }
        }
      }
    }
    return Frame(width: newWidth, height: newHeight, pixels: pixels)
  }
}
