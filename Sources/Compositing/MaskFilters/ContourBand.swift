import Kernels
import Threads

/// The band around a mask's contour, on a coarse grid: where a filter may give anything but the person alone or
/// the background alone.
///
/// A cell over a half is the person's, one over three quarters surely. Farther than some points from all of the
/// person's cells nothing of the frame shows, however the mask's lower values lie, and as far inside of sure ones
/// nothing of the background; in between both limits fade in, so that neither has an edge of its own.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers, and scratch of their own.
final class ContourBand: @unchecked Sendable {
  /// Points from the contour within which nothing is limited.
  static let reach = 4
  /// Points of a block, the unit in which the band is known.
  static let blockLength = 4
  /// The level at which nothing is limited; 0: only the background, twice this: only the frame.
  static let openLevel: UInt16 = 625

  let grid: GuideGrid
  /// Blocks a row.
  let blockCount: Int

  private let scaler: MaskResampler
  private let maskPlane: Plane<UInt8>
  /// Levels, summed along rows at first.
  private let rowSums: Plane<UInt16>
  private let levelPlane: Plane<UInt16>
  private let blocks: Plane<UInt8>
  /// Five rows a thread, with room for windows.
  private let windows: Plane<UInt8>
  private let zeros: Plane<UInt8>

  /// The mask at the grid's size.
  var mask: Rows<UInt8> { maskPlane.rows }
  /// Depth of each point inside the contour, 0...1250.
  ///
  /// Up to 625 it is the share (of 625) that the frame may have at most, from there on what is over 625 the
  /// share that it has at least: a point cannot be near enough to both.
  var levels: Rows<UInt16> { levelPlane.rows }

  init(
    maskWidth: Int, maskHeight: Int, grid: GuideGrid, threadCount: Int,
    instructionSet: InstructionSet
  ) {
    self.grid = grid
    blockCount = (grid.width + Self.blockLength - 1) / Self.blockLength
    scaler = MaskResampler(
      columns: .scaled(
        inputCount: maskWidth, outputCount: grid.width,
        step: Double(grid.factor * maskWidth) / Double(grid.frameWidth), largestStep: 2),
      rows: .scaled(
        inputCount: maskHeight, outputCount: grid.height,
        step: Double(grid.factor * maskHeight) / Double(grid.frameHeight), largestStep: 2),
      threadCount: threadCount, instructionSet: instructionSet)
    maskPlane = Plane(width: grid.width, height: grid.height)
    rowSums = Plane(width: grid.width, height: grid.height)
    levelPlane = Plane(width: grid.width, height: grid.height)
    blocks = Plane(width: blockCount, height: grid.height)
    windows = Plane(width: grid.width, height: 5 * threadCount)
    zeros = Plane(width: blockCount, height: 1)
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
      markBlocks(y)
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
    for x in 0..<width { sums[x] = 5 &* UInt16(kinds[x]) }
    for shift in 1...4 {
      let weight = UInt16(5 &- shift)
      for x in 0..<width {
        sums[x] &+= weight &* UInt16(kinds[x &- shift] &+ kinds[x &+ shift])
      }
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
    func row(_ offset: Int) -> UnsafeMutablePointer<UInt16> {
      rowSums.rows.row(min(max(y + offset, 0), grid.height - 1))
    }
    let center = row(0)
    for x in 0..<grid.width { output[x] = 5 &* center[x] }
    for shift in 1...4 {
      let (above, below) = (row(-shift), row(shift))
      let weight = UInt16(5 - shift)
      for x in 0..<grid.width { output[x] &+= weight &* (above[x] &+ below[x]) }
    }
  }

  /// Marks the blocks of a row that have a point of the band in them or beside them.
  private func markBlocks(_ y: Int) {
    let (levels, marks) = (levels.row(y), blocks.rows.row(y))
    let most = 2 * Self.openLevel
    for block in 0..<blockCount {
      let first = block * Self.blockLength
      let points = (first..<min(first + Self.blockLength, grid.width))
        .extended(by: 1, within: grid.width)
      var isInBand: UInt8 = 0
      for x in points { isInBand |= levels[x] > 0 && levels[x] < most ? 1 : 0 }
      marks[block] = isInBand
    }
  }

  /// Joins the marks of rows near row `y`: not 0 where a point of the band is no farther than `reach` rows.
  ///
  /// - Parameter marks: `[blockCount]`, written.
  func joinBlocks(near y: Int, reach: Int, to marks: UnsafeMutablePointer<UInt8>) {
    let rows = (y..<y + 1).extended(by: reach, within: grid.height)
    marks.update(from: blocks.rows.row(rows.lowerBound), count: blockCount)
    for other in rows.dropFirst() {
      let row = blocks.rows.row(other)
      for block in 0..<blockCount { marks[block] |= row[block] }
    }
  }

  /// Calls `body` for each stretch of points of marked blocks, longer by `margin` points at both ends, left to
  /// right; stretches that touch come as one.
  @inline(__always)
  func forEachStretch(
    _ marks: UnsafePointer<UInt8>, margin: Int, _ body: (Range<Int>) -> Void
  ) {
    var pending: Range<Int>?
    var block = 0
    while block < blockCount {
      guard marks[block] != 0 else {
        block += 1
        continue
      }
      let first = block
      while block < blockCount, marks[block] != 0 { block += 1 }
      let points = (first * Self.blockLength..<min(block * Self.blockLength, grid.width))
        .extended(by: margin, within: grid.width)
      if let before = pending, points.lowerBound <= before.upperBound {
        pending = before.lowerBound..<points.upperBound
      } else {
        if let before = pending { body(before) }
        pending = points
      }
    }
    if let before = pending { body(before) }
  }
}
