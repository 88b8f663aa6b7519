import Imaging

/// Uniform bars at the borders of a picture: letterbox, pillarbox, or both.
struct FrameBars: Equatable {
  /// Rows above and below, columns left and right.
  var top = 0
  var bottom = 0
  var left = 0
  var right = 0

  var isEmpty: Bool { self == FrameBars() }

  /// Returns the part that lies between them.
  func content(width: Int, height: Int) -> PixelRectangle {
    PixelRectangle(columns: left..<width - right, rows: top..<height - bottom)
  }

  /// Tells whether edges are the same to some pixels.
  func isNear(_ other: FrameBars) -> Bool {
    max(
      abs(top - other.top), abs(bottom - other.bottom), abs(left - other.left),
      abs(right - other.right)) <= 3
  }
}

/// Search for bars in one picture, of any format, by samples of few lines: a picture without bars is known
/// for one by its outermost lines.
///
/// Bars come in pairs of one depth and one color, and end in a straight edge: beyond it a large share of the
/// line has other colors. So neither a dark room, which grows lighter bit by bit, nor a white wall, where an
/// arm or a lamp begins, is taken for one.
struct BarSearch {
  /// Difference of a component up to which a sample is of the bar's color, in levels: noise, and what codecs
  /// leave.
  static let tolerance: Int32 = 10
  /// Difference from which on it is of another color.
  private static let contrast: Int32 = 14
  /// Samples of a line, and how many of them may differ within a bar.
  private static let sampleCount = 48
  private static let outlierCount = 1
  /// Share of a line's samples that differ behind the edge of a bar.
  private static let edgeShare = 0.4
  /// Depths of bars, in shares of the picture's side.
  private static let depths = 0.02...0.45

  let view: FrameView

  /// Line of pixels along a border.
  private struct Line {
    let isRow: Bool
    /// Whether depths count from the last line.
    let isFromEnd: Bool
    /// Pixels along the border that count.
    let range: Range<Int>
    /// Lines of the picture.
    let lineCount: Int
  }

  /// The bars.
  func find() -> FrameBars {
    var bars = FrameBars()
    guard view.width >= 16, view.height >= 16 else { return bars }
    if let depths = pair(isRow: true, along: 0..<view.width, lineCount: view.height) {
      (bars.top, bars.bottom) = depths
    }
    let rows = bars.top..<view.height - bars.bottom
    if let depths = pair(isRow: false, along: rows, lineCount: view.width) {
      (bars.left, bars.right) = depths
    }
    return bars
  }

  /// Tells whether bars that were found before are bars still, whatever has become of what lies between.
  func stillHas(_ bars: FrameBars) -> Bool {
    let rows = bars.top..<view.height - bars.bottom
    return [
      (true, false, bars.top), (true, true, bars.bottom), (false, false, bars.left),
      (false, true, bars.right),
    ].allSatisfy { isRow, isFromEnd, depth in
      guard depth > 0 else { return true }
      let line = Line(
        isRow: isRow, isFromEnd: isFromEnd, range: isRow ? 0..<view.width : rows,
        lineCount: isRow ? view.height : view.width)
      let color = color(line)
      // What scaling and codecs leave lies beside the edge.
      let last = depth - 1 - min(8, depth / 4)
      return (0..<4).allSatisfy { isUniform(line, last * $0 / 3, color, Self.tolerance * 3 / 2) }
    }
  }

  private func pair(isRow: Bool, along range: Range<Int>, lineCount: Int) -> (Int, Int)? {
    let first = Line(isRow: isRow, isFromEnd: false, range: range, lineCount: lineCount)
    let last = Line(isRow: isRow, isFromEnd: true, range: range, lineCount: lineCount)
    let (firstColor, lastColor) = (color(first), color(last))
    guard difference(firstColor, lastColor) <= Self.tolerance,
      isUniform(first, 0, firstColor, Self.tolerance),
      isUniform(last, 0, lastColor, Self.tolerance),
      let depth = depth(first, firstColor), let otherDepth = self.depth(last, lastColor),
      abs(depth - otherDepth) <= max(4, lineCount * 3 / 100)
    else { return nil }
    return (depth, otherDepth)
  }

  /// The number of lines of a bar that ends in an edge.
  private func depth(_ line: Line, _ color: SIMD4<Int32>) -> Int? {
    let limit = Int(Double(line.lineCount) * Self.depths.upperBound)
    let stride = max(1, line.lineCount / 64)
    var (uniform, other) = (0, stride)
    while other <= limit && isUniform(line, other, color, Self.tolerance) {
      (uniform, other) = (other, other + stride)
    }
    guard other <= limit else { return nil }
    while other - uniform > 1 {
      let middle = (uniform + other) / 2
      if isUniform(line, middle, color, Self.tolerance) { uniform = middle } else { other = middle }
    }
    // A codec's ringing, or a scaled edge, may come before the edge itself.
    for depth in other..<min(other + max(6, line.lineCount / 60), line.lineCount)
    where isBeyondEdge(line, depth, color) {
      // Light that falls off comes bit by bit.
      let before = max(0, depth - max(4, line.lineCount / 100))
      guard difference(mean(line, before), color) <= Self.tolerance / 2 else { return nil }
      return Double(depth) >= Self.depths.lowerBound * Double(line.lineCount) ? depth : nil
    }
    return nil
  }

  private func isBeyondEdge(_ line: Line, _ depth: Int, _ color: SIMD4<Int32>) -> Bool {
    let count = (0..<Self.sampleCount).count {
      difference(sample(line, depth, $0), color) >= Self.contrast
    }
    return Double(count) >= Self.edgeShare * Double(Self.sampleCount)
  }

  private func isUniform(
    _ line: Line, _ depth: Int, _ color: SIMD4<Int32>, _ tolerance: Int32
  ) -> Bool {
    var outlierCount = 0
    for index in 0..<Self.sampleCount
    where difference(sample(line, depth, index), color) > tolerance {
      outlierCount += 1
      if outlierCount > Self.outlierCount { return false }
    }
    return true
  }

  /// The color of a bar: the mean of its outermost line.
  private func color(_ line: Line) -> SIMD4<Int32> { mean(line, 0) }

  /// The mean of some samples of a line.
  private func mean(_ line: Line, _ depth: Int) -> SIMD4<Int32> {
    var sum = SIMD4<Int32>.zero
    for index in 0..<16 { sum &+= sample(line, depth, index &* 3 &+ 1) }
    return (sum &+ SIMD4(repeating: 8)) &>> SIMD4(repeating: 4)
  }

  private func sample(_ line: Line, _ depth: Int, _ index: Int) -> SIMD4<Int32> {
    let along = line.range.lowerBound + (2 * index + 1) * line.range.count / (2 * Self.sampleCount)
    let across = line.isFromEnd ? line.lineCount - 1 - depth : depth
    return line.isRow
      ? view.components(x: along, y: across) : view.components(x: across, y: along)
  }

  /// The largest difference of a component.
  private func difference(_ one: SIMD4<Int32>, _ other: SIMD4<Int32>) -> Int32 {
    let difference = one &- other
    return max(
      abs(difference[0]), max(abs(difference[1]), abs(difference[2])))
  }
}

/// Bars from frame to frame. They are gone with the first frame that shows something there; others are
/// believed once they have been the same for some frames, or at the very first frame.
struct BarWatch {
  /// Frames after which bars are believed.
  private static let patience = 8

  private(set) var bars = FrameBars()
  private var size = (width: 0, height: 0)
  private var candidate = FrameBars()
  private var candidateCount = 0

  /// Looks at the next frame, and returns its bars.
  mutating func look(at view: FrameView) -> FrameBars {
    let search = BarSearch(view: view)
    guard size == (view.width, view.height) else {
      size = (view.width, view.height)
      bars = search.find()
      candidateCount = 0
      return bars
    }
    if !bars.isEmpty && !search.stillHas(bars) {
      bars = FrameBars()
      candidateCount = 0
    }
    let found = search.find()
    guard !found.isEmpty, !found.isNear(bars) else {
      candidateCount = 0
      return bars
    }
    candidateCount = found.isNear(candidate) ? candidateCount + 1 : 1
    if candidateCount == 1 { candidate = found }
    if candidateCount >= Self.patience {
      bars = candidate
      candidateCount = 0
    }
    return bars
  }
}
