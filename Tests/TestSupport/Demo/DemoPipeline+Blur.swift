extension DemoPipeline {
  /// Weights of a pass's center tap and of the four on each side.
  static let blurWeights = [0.2270270270, 0.1945945946, 0.1216216216, 0.0540540541, 0.0162162162]

  /// The results of the six blur passes, down and across in turn, each at half the frame's size,
  /// rounded down (but at least 1, where the demo fails).
  ///
  /// The person is left out: a tap weighs `w_k * (1 - m_k)`, and what is missing from a sum of 1
  /// is filled with the pass's center. The first pass reads the frame (nearest pixel), the others
  /// the pass before them (bilinear); all read the mask's nearest pixel. Steps between taps are two
  /// pixels of the frame.
  package static func blurPasses(_ frame: DemoFrame, mask: DemoMask) -> [DemoFrame] {
    precondition(mask.width == frame.width && mask.height == frame.height)
    var results: [DemoFrame] = []
    for pass in 0..<6 {
      let direction = pass % 2 == 0 ? (x: 0, y: 1) : (x: 1, y: 0)
      results.append(
        blurPass(frame, mask: mask, source: results.last, stepX: direction.x, stepY: direction.y))
    }
    return results
  }

  private static func blurPass(
    _ frame: DemoFrame, mask: DemoMask, source: DemoFrame?, stepX: Int, stepY: Int
  ) -> DemoFrame {
    let width = max(1, frame.width / 2)
    let height = max(1, frame.height / 2)

    return DemoFrame(width: width, height: height) { x, y in
      // The frame's pixel below the center of this one, by whole numbers so that it is exact.
      let frameX = (2 * x + 1) * frame.width / (2 * width)
      let frameY = (2 * y + 1) * frame.height / (2 * height)

      func color(_ k: Int) -> DemoColor {
        guard let source else {
          return frame.color(frameX + 2 * k * stepX, frameY + 2 * k * stepY)
        }
        return source.color(
          atX: Double(x) + 0.5 + Double(2 * k * stepX * width) / Double(frame.width),
          y: Double(y) + 0.5 + Double(2 * k * stepY * height) / Double(frame.height))
      }

      var sum = DemoColor.black
      var weightSum = 0.0
      for k in -4...4 {
        let coverage = mask.coverage(frameX + 2 * k * stepX, frameY + 2 * k * stepY)
        let weight = blurWeights[abs(k)] * (1 - coverage)
        sum = sum + color(k) * weight
        weightSum += weight
      }
      return sum + color(0) * (1 - weightSum)
    }
  }

  /// The person before the blurred frame, which is sampled bilinearly.
  package static func blurComposite(
    _ frame: DemoFrame, mask: DemoMask, blurred: DemoFrame, _ settings: DemoSettings
  ) -> DemoFrame {
    precondition(mask.width == frame.width && mask.height == frame.height)
    return DemoFrame(width: frame.width, height: frame.height) { x, y in
      let background = blurred.color(
        atX: (Double(x) + 0.5) * Double(blurred.width) / Double(frame.width),
        y: (Double(y) + 0.5) * Double(blurred.height) / Double(frame.height))
      let shown = shownShare(ofCoverage: mask.coverage(x, y), settings.coverage)
      return background * (1 - shown) + frame.color(x, y) * shown
    }
  }
}
