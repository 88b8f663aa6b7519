import Glibc

/// A picture of three channels, 0...1, pixel by pixel.
typealias Colors = [SIMD3<Double>]

/// The algorithm of the paper as published, in Double: rows from the top, pixels from the left, in
/// place; levels of size^(i/n); nearest resampling.
///
/// Source: Germer, Uelwer, Conrad, Harmeling 2020, Fast Multi-Level Foreground Estimation.
func publishedForeground(
  _ image: Colors, alpha: [Double], width: Int, height: Int
) -> Colors {
  func mean(_ isCounted: (Double) -> Bool) -> SIMD3<Double> {
    var sum = SIMD3<Double>()
    var count = 1e-5
    for (color, alpha) in zip(image, alpha) where isCounted(alpha) {
      sum += color
      count += 1
    }
    return sum / count
  }
  var foreground = [mean { $0 > 0.9 }]
  var background = [mean { $0 < 0.1 }]
  var lastWidth = 1
  var lastHeight = 1
  let levelCount = Int(ceil(log2(Double(max(width, height)))))
  for level in 0...levelCount {
    let share = levelCount == 0 ? 1 : Double(level) / Double(levelCount)
    let levelWidth = Int(pow(Double(width), share).rounded(.toNearestOrEven))
    let levelHeight = Int(pow(Double(height), share).rounded(.toNearestOrEven))
    func resized<Element>(_ pixels: [Element], _ fromWidth: Int, _ fromHeight: Int) -> [Element] {
      (0..<levelHeight * levelWidth).map { index in
        let y = index / levelWidth * fromHeight / levelHeight
        return pixels[y * fromWidth + index % levelWidth * fromWidth / levelWidth]
      }
    }
    let levelImage = resized(image, width, height)
    let levelAlpha = resized(alpha, width, height)
    foreground = resized(foreground, lastWidth, lastHeight)
    background = resized(background, lastWidth, lastHeight)
    for _ in 0..<(max(levelWidth, levelHeight) <= 32 ? 10 : 2) {
      for y in 0..<levelHeight {
        for x in 0..<levelWidth {
          let index = y * levelWidth + x
          let a = levelAlpha[index]
          var diagonal = (a * a, (1 - a) * (1 - a))
          var right = (a * levelImage[index], (1 - a) * levelImage[index])
          for neighbor in [
            y * levelWidth + max(0, x - 1), y * levelWidth + min(levelWidth - 1, x + 1),
            max(0, y - 1) * levelWidth + x, min(levelHeight - 1, y + 1) * levelWidth + x,
          ] {
            let weight = 1e-5 + abs(a - levelAlpha[neighbor])
            diagonal.0 += weight
            diagonal.1 += weight
            right.0 += weight * foreground[neighbor]
            right.1 += weight * background[neighbor]
          }
          let mixed = a * (1 - a)
          let determinant = diagonal.0 * diagonal.1 - mixed * mixed
          let f = (diagonal.1 * right.0 - mixed * right.1) / determinant
          let b = (diagonal.0 * right.1 - mixed * right.0) / determinant
          foreground[index] = f.clamped(lowerBound: .zero, upperBound: .one)
          background[index] = b.clamped(lowerBound: .zero, upperBound: .one)
        }
      }
    }
    lastWidth = levelWidth
    lastHeight = levelHeight
  }
  return foreground
}
