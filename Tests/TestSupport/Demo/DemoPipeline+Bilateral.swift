import Foundation

extension DemoPipeline {
  /// The mask at the size of the frame, smoothed where the frame is: a joint bilateral filter whose
  /// guide is the frame.
  ///
  /// `out = sum(weight * m') / sum(weight)`, over every pair of taps `(i down, j across)`;
  /// `m'` is the mask pixel below the tap, `weight = exp(d2 * k(sigmaTexture)) * exp(c2 *
  /// k(sigmaColor))`, `d2 = (j / W)^2 + (i / H)^2`, `c2` the squared distance from the center
  /// pixel's color, `k(s) = -0.5 / (4 * s^2 + 1e-6)`.
  ///
  /// A weight that is less than the least normal float32 counts as 0: the demo's shader computes in
  /// float32, and GPUs flush. The demo does not guard against weights that are all 0 (they can be
  /// with a `sigmaColor` near 0); here the result is then the mask below the center.
  package static func refined(
    _ mask: DemoMask, guide frame: DemoFrame, _ settings: DemoSettings
  ) -> DemoMask {
    DemoMask(
      width: frame.width, height: frame.height,
      bytes: refinedRows(mask, guide: frame, settings, rows: 0..<frame.height))
  }

  /// The bytes of some rows of the refined mask.
  static func refinedRows(
    _ mask: DemoMask, guide frame: DemoFrame, _ settings: DemoSettings, rows: Range<Int>
  ) -> [UInt8] {
    let (width, height) = (Double(frame.width), Double(frame.height))
    let taps = DemoTaps(
      sigmaSpace: settings.sigmaSpace, frameWidth: frame.width, frameHeight: frame.height,
      maskWidth: mask.width, maskHeight: mask.height)
    let offsets = taps.offsets.map(Double.init)
    let spaceFactor = gaussianFactor(sigma: max(1 / width, 1 / height) * taps.sigma)
    let colorFactor = gaussianFactor(sigma: settings.sigmaColor)
    let leastExponent = log(Double(Float.leastNormalMagnitude))

    func maskPixel(atX x: Double, y: Double) -> Double {
      mask.coverage(
        Int((x * Double(mask.width) / width).rounded(.down)),
        Int((y * Double(mask.height) / height).rounded(.down)))
    }

    func refinedPixel(_ x: Int, _ y: Int) -> Double {
      let (centerX, centerY) = (Double(x) + 0.5, Double(y) + 0.5)
      let center = frame.color(x, y)
      var sum = 0.0
      var weightSum = 0.0
      for i in offsets {
        for j in offsets {
          let (tapX, tapY) = (centerX + j, centerY + i)
          let distance = (j / width) * (j / width) + (i / height) * (i / height)
          let color = frame.color(Int(tapX.rounded(.down)), Int(tapY.rounded(.down)))
          let colorDistance = color.squaredDistance(to: center)
          let exponent = distance * spaceFactor + colorDistance * colorFactor
          guard exponent >= leastExponent else { continue }
          let weight = exp(exponent)
          sum += weight * maskPixel(atX: tapX, y: tapY)
          weightSum += weight
        }
      }
      return weightSum > 0 ? sum / weightSum : maskPixel(atX: centerX, y: centerY)
    }

    return rows.flatMap { y in (0..<frame.width).map { x in q8(refinedPixel(x, y)) } }
  }

  /// `k(sigma)`: a squared distance times this is the exponent of its weight.
  private static func gaussianFactor(sigma: Double) -> Double {
    -0.5 / (4 * sigma * sigma + 1e-6)
  }
}
