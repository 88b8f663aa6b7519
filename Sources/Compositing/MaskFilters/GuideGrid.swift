/// The coarse grid of a guided filter: point (i, j) stands for the pixels from (factor * i, factor * j) to the
/// next point's.
///
/// Whatever the frame's size and shape, a grid has some 57,600 points (320 x 180), so that a reach in points is
/// one in the picture, and only applying what was found on it costs more in larger frames.
struct GuideGrid: Sendable, Equatable {
  /// Pixels of the frame.
  let frameWidth, frameHeight: Int
  /// Pixels between points, 1...`largestFactor`.
  let factor: Int
  /// Points a row.
  let width: Int
  /// Rows.
  let height: Int

  /// The side of a square grid.
  private static let side = 240.0
  /// Sums of more pixels would not fit.
  static let largestFactor = 256

  /// - Parameter factor: nil: as the frame's size asks for.
  init(frameWidth: Int, frameHeight: Int, factor: Int? = nil) {
    let side = (Double(frameWidth) * Double(frameHeight)).squareRoot()
    self.frameWidth = frameWidth
    self.frameHeight = frameHeight
    let factor = min(max(factor ?? Int((side / Self.side).rounded()), 1), Self.largestFactor)
    self.factor = factor
    width = (frameWidth + factor - 1) / factor
    height = (frameHeight + factor - 1) / factor
  }

  /// The frame's rows of a row of points.
  func pixelRows(_ y: Int) -> Range<Int> { factor * y..<min(factor * (y + 1), frameHeight) }

  /// The frame's columns of some points.
  func pixelColumns(_ points: Range<Int>) -> Range<Int> {
    factor * points.lowerBound..<min(factor * points.upperBound, frameWidth)
  }
}

extension Range<Int> {
  /// Larger by `count` at both ends, but within `0..<limit`.
  func extended(by count: Int, within limit: Int) -> Range<Int> {
    Swift.max(lowerBound - count, 0)..<Swift.min(upperBound + count, limit)
  }
}
