/// The coarse grid of a guided filter: point (i, j) stands for the pixels from (factor * i, factor * j) to the
/// next point's, and has four samples of their colors, each of a quarter of them.
///
/// Whatever the frame's size and shape, a grid has some 14,400 points (160 x 90), so that a reach in points is
/// one in the picture, and only applying what was found on it costs more in larger frames.
///
/// What lies between two neighboring points, or beyond the outermost, is an interval: interval i of a row of n points lies
/// before point i, and interval n behind the last. Between two rows of points all that is interpolated along rows is the
/// same for all rows of pixels.
struct GuideGrid: Sendable, Equatable {
  /// Pixels of the frame.
  let frameWidth, frameHeight: Int
  /// Pixels between samples, 1...`largestSampleFactor`.
  let sampleFactor: Int
  /// Points a row.
  let width: Int
  /// Rows.
  let height: Int

  /// The side of a square of samples.
  private static let side = 240.0
  /// Sums of more pixels would not fit.
  static let largestSampleFactor = 256

  /// - Parameter sampleFactor: nil: as the frame's size asks for.
  init(frameWidth: Int, frameHeight: Int, sampleFactor: Int? = nil) {
    let side = (Double(frameWidth) * Double(frameHeight)).squareRoot()
    self.frameWidth = frameWidth
    self.frameHeight = frameHeight
    let sampleFactor = min(
      max(sampleFactor ?? Int((side / Self.side).rounded()), 1), Self.largestSampleFactor)
    self.sampleFactor = sampleFactor
    width = (frameWidth + 2 * sampleFactor - 1) / (2 * sampleFactor)
    height = (frameHeight + 2 * sampleFactor - 1) / (2 * sampleFactor)
  }

  /// Pixels between points.
  var factor: Int { 2 * sampleFactor }

  /// Intervals in a column of points.
  var rowIntervalCount: Int { height + 1 }

  /// The frame's columns of some points.
  func pixelColumns(ofPoints points: Range<Int>) -> Range<Int> {
    factor * points.lowerBound..<min(factor * points.upperBound, frameWidth)
  }

  /// The frame's columns of some intervals; may be empty.
  func pixelColumns(ofIntervals intervals: Range<Int>) -> Range<Int> {
    pixel(
      ofInterval: intervals.lowerBound, frameWidth)..<pixel(
        ofInterval: intervals.upperBound, frameWidth)
  }

  /// The frame's rows of an interval; may be empty.
  func pixelRows(ofInterval interval: Int) -> Range<Int> {
    pixel(ofInterval: interval, frameHeight)..<pixel(ofInterval: interval + 1, frameHeight)
  }

  /// The intervals that some columns lie in.
  func columnIntervals(_ columns: Range<Int>) -> Range<Int> {
    (columns.lowerBound + sampleFactor) / factor..<(columns.upperBound - 1 + sampleFactor) / factor
      + 1
  }

  /// The interval of a row of pixels.
  func interval(ofRow y: Int) -> Int { (y + sampleFactor) / factor }

  /// The rows of points above and below an interval: the same beyond the outermost.
  func pointRows(around interval: Int) -> (upper: Int, lower: Int) {
    (max(interval - 1, 0), min(interval, height - 1))
  }

  /// Distance of a row of pixels below the upper row of points of its interval, 0...1.
  func share(ofRow y: Int) -> Float {
    let offset = y + sampleFactor - interval(ofRow: y) * factor
    return (Float(offset) + 0.5) / Float(factor)
  }

  private func pixel(ofInterval interval: Int, _ count: Int) -> Int {
    min(max(factor * interval - sampleFactor, 0), count)
  }
}

extension Range<Int> {
  /// Larger by `count` at both ends, but within `0..<limit`.
  func extended(by count: Int, within limit: Int) -> Range<Int> {
    Swift.max(lowerBound - count, 0)..<Swift.min(upperBound + count, limit)
  }
}
