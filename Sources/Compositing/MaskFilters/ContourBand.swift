import Kernels
import Threads

/// The band around a mask's contour, on a coarse grid: where a filter may give anything but the person alone or
/// the background alone.
///
/// A point over a half is the person's, one over three quarters surely. Farther than some points from all of the
/// person's nothing of the frame shows, however the mask's lower values lie, and as far inside of sure ones
/// nothing of the background; in between both limits fade in, so that neither has an edge of its own.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class ContourBand: @unchecked Sendable {
  /// Points from the contour within which nothing is limited, and over which limits then fade in.
  static let reach = 2
  /// The level at which nothing is limited; 0: only the background, twice this: only the frame.
  static let openLevel: UInt8 = 81

  let grid: GuideGrid

  private let scaler: MaskResampler
  private let maskPlane: Plane<UInt8>
  /// Levels, summed along rows at first.
  private let rowSums: Plane<UInt8>
  private let levelPlane: Plane<UInt8>
  private let pointMarks: Plane<UInt8>
  /// Five rows a thread, with room for windows.
  private let windows: Plane<UInt8>

  /// The mask at the grid's size.
  var mask: Rows<UInt8> { maskPlane.rows }
  /// Depth of each point inside the contour, 0...162.
  ///
  /// Up to 81 it is the share (of 81) that the frame may have at most, from there on what is over 81 the
  /// share that it has at least: a point cannot be near enough to both.
  var levels: Rows<UInt8> { levelPlane.rows }

  init(
    maskWidth: Int, maskHeight: Int, grid: GuideGrid, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    self.grid = grid
    scaler = MaskResampler(
      columns: .scaled(
        inputCount: maskWidth, outputCount: grid.width,
        step: Double(grid.factor * maskWidth) / Double(grid.frameWidth), largestStep: 1),
      rows: .scaled(
        inputCount: maskHeight, outputCount: grid.height,
        step: Double(grid.factor * maskHeight) / Double(grid.frameHeight), largestStep: 1),
      threadCount: threadCount, instructionSet: instructionSet)
    let plane = { Plane<UInt8>(width: grid.width, height: $0) }
    maskPlane = plane(grid.height)
    rowSums = plane(grid.height)
    levelPlane = plane(grid.height)
    pointMarks = plane(grid.height)
    windows = plane(5 * threadCount)
  }

  /// Finds the band of a mask. All threads of a run call it; it is there when they have met.
  func update(_ modelMask: Rows<UInt8>, on context: ThreadContext) {
    scaler.run(mask: modelMask, output: mask, on: context)
    context.synchronize()
    let rows = context.share(of: grid.height)
    for y in rows { sumAlongRow(y, context.index) }
    context.synchronize()
    for y in rows {
      sumAlongColumns(y)
      mark(y)
    }
  }

  /// Writes the weighted sums, along row `y`, of 2 where all points within reach are surely the person's (192 or
  /// more), 1 where some are the person's (128 or more), and 0.
  private func sumAlongRow(_ y: Int, _ thread: Int) {
    let (width, reach) = (grid.width, Self.reach)
    let rows = (y..<y + 1).extended(by: reach, within: grid.height)
    let low = windows.rows.row(5 * thread)
    let high = windows.rows.row(5 * thread + 1)
    let kinds = windows.rows.row(5 * thread + 2)
    low.update(from: mask.row(rows.lowerBound), count: width)
    high.update(from: low, count: width)
    for other in rows.dropFirst() {
      let row = mask.row(other)
      for x in 0..<width {
        low[x] = min(low[x], row[x])
        high[x] = max(high[x], row[x])
      }
    }
    repeatEnds(low)
    repeatEnds(high)
    // Loops over a row inside of those over shifts become vectors.
    let (least, largest) = (windows.rows.row(5 * thread + 3), windows.rows.row(5 * thread + 4))
    least.update(from: low, count: width)
    largest.update(from: high, count: width)
    for shift in 1...reach {
      for x in 0..<width {
        least[x] = min(least[x], min(low[x &- shift], low[x &+ shift]))
        largest[x] = max(largest[x], max(high[x &- shift], high[x &+ shift]))
      }
    }
    for x in 0..<width {
      kinds[x] = (largest[x] &>> 7) &+ ((least[x] &>> 6) &+ 1) &>> 2
    }
    repeatEnds(kinds)
    let sums = rowSums.rows.row(y)
    for x in 0..<width {
      sums[x] =
        3 &* kinds[x] &+ 2 &* (kinds[x &- 1] &+ kinds[x &+ 1]) &+ kinds[x &- 2] &+ kinds[x &+ 2]
    }
  }

  private func repeatEnds(_ row: UnsafeMutablePointer<UInt8>) {
    for margin in 1...Self.reach {
      row[-margin] = row[0]
      row[grid.width - 1 + margin] = row[grid.width - 1]
    }
  }

  private func sumAlongColumns(_ y: Int) {
    let output = levels.row(y)
    func row(_ offset: Int) -> UnsafeMutablePointer<UInt8> {
      rowSums.rows.row(min(max(y + offset, 0), grid.height - 1))
    }
    let (a, b, c, d, e) = (row(-2), row(-1), row(0), row(1), row(2))
    for x in 0..<grid.width { output[x] = 3 &* c[x] &+ 2 &* (b[x] &+ d[x]) &+ a[x] &+ e[x] }
    repeatEnds(output)
  }

  /// Marks the points of a row that are the band's, or beside one of the row that is.
  private func mark(_ y: Int) {
    let (levels, marks) = (levels.row(y), pointMarks.rows.row(y))
    // Within 1...161: a level that is neither the first nor the last.
    let count = 2 * Self.openLevel - 1
    for x in 0..<grid.width {
      let isInBand =
        levels[x &- 1] &- 1 < count || levels[x] &- 1 < count || levels[x &+ 1] &- 1 < count
      marks[x] = isInBand ? 1 : 0
    }
  }

  /// Marks the points that lie no farther than `reach` points from one of the band's, in the rows; along row `y` no
  /// farther than 1.
  ///
  /// - Parameter marks: `[width]`, written.
  func mark(near y: Int, reach: Int, to marks: UnsafeMutablePointer<UInt8>) {
    let rows = (y..<y + 1).extended(by: reach, within: grid.height)
    marks.update(from: pointMarks.rows.row(rows.lowerBound), count: grid.width)
    for other in rows.dropFirst() {
      let row = pointMarks.rows.row(other)
      for x in 0..<grid.width { marks[x] |= row[x] }
    }
  }

  /// Calls `body` for each stretch of points near row `y` that lie no farther than `reach` points from one of the band's,
  /// left to right; stretches that touch come as one.
  ///
  /// - Parameters:
  ///   - reach: at least 1.
  ///   - marks: `[width]`, scratch.
  @inline(__always)
  func forEachStretch(
    near y: Int, reach: Int, _ marks: UnsafeMutablePointer<UInt8>, _ body: (Range<Int>) -> Void
  ) {
    mark(near: y, reach: reach, to: marks)
    let width = grid.width
    var pending: Range<Int>?
    var x = 0
    while x < width {
      guard marks[x] != 0 else {
        x += 1
        continue
      }
      let first = x
      while x < width, marks[x] != 0 { x += 1 }
      let points = (first..<x).extended(by: reach - 1, within: width)
      if let before = pending, points.lowerBound <= before.upperBound {
        pending = before.lowerBound..<points.upperBound
      } else {
        if let before = pending { body(before) }
        pending = points
      }
    }
    if let before = pending { body(before) }
  }

  /// Calls `body` for every stretch of intervals of one kind, left to right: 1 where the band is, else 0 or 255.
  ///
  /// - Parameter rowInterval: the interval between two rows of points.
  @inline(__always)
  func forEachRun(_ rowInterval: Int, _ body: (Range<Int>, UInt8) -> Void) {
    let rows = grid.pointRows(around: rowInterval)
    let (upper, lower) = (levels.row(rows.upper), levels.row(rows.lower))
    let most = 2 * Self.openLevel
    // Rows repeat their ends, so that interval x lies between points x - 1 and x.
    func kind(_ x: Int) -> UInt8 {
      let corners = (upper[x - 1], upper[x], lower[x - 1], lower[x])
      if corners.0 | corners.1 | corners.2 | corners.3 == 0 { return 0 }
      let least = min(min(corners.0, corners.1), min(corners.2, corners.3))
      return least == most ? 255 : 1
    }
    var x = 0
    var value = kind(0)
    while x <= grid.width {
      let first = x
      let current = value
      repeat {
        x += 1
        if x <= grid.width { value = kind(x) }
      } while x <= grid.width && value == current
      body(first..<x, current)
    }
  }
}
