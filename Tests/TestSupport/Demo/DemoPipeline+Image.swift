extension DemoPipeline {
  /// The person before an image, with the image's light wrapped around the person's edge.
  ///
  /// With `m` the mask, `B` the image and `F` the frame at a pixel:
  /// `g = 1 - max(0, m - hi) / (1 - hi)`, `L = lightWrapping * g * B`, `F2 = 1 - (1 - F)(1 - L)`
  /// (screen) or `F + L` (linear dodge), `out = F2 * a + B * (1 - a)` where `a` is the coverage.
  /// For `hi = 1` the demo divides 0 by 0 and shows black; here `g` is then 1, where `m` is 1 too.
  package static func imageComposite(
    _ frame: DemoFrame, mask: DemoMask, image: DemoFrame, _ settings: DemoSettings
  ) -> DemoFrame {
    precondition(mask.width == frame.width && mask.height == frame.height)
    let high = settings.coverage.upperBound
    let placed = placed(image, frameWidth: frame.width, frameHeight: frame.height)
    return DemoFrame(width: frame.width, height: frame.height) { x, y in
      let m = mask.coverage(x, y)
      let background = placed[y * frame.width + x]
      let wrap = high < 1 ? 1 - max(0, m - high) / (1 - high) : 1
      let light = background * (settings.lightWrapping * wrap)
      let person = frame.color(x, y).combined(with: light) { frame, light in
        switch settings.blendMode {
        case .screen: 1 - (1 - frame) * (1 - light)
        case .linearDodge: frame + light
        }
      }
      let shown = shownShare(ofCoverage: m, settings.coverage)
      return person * shown + background * (1 - shown)
    }
  }

  /// Returns how much of the person shows at a coverage: 0 up to the lower limit, 1 from the upper
  /// one, `t^2 (3 - 2t)` between. Equal limits are a threshold: 1 above, 0 at it and below.
  package static func shownShare(ofCoverage m: Double, _ limits: ClosedRange<Double>) -> Double {
    let (low, high) = (limits.lowerBound, limits.upperBound)
    guard low < high else { return m > low ? 1 : 0 }
    let t = min(max((m - low) / (high - low), 0), 1)
    return t * t * (3 - 2 * t)
  }
}
