import Memory
import Threads

/// Moves the person's outline and fades them within it, in pixels of the frame: on the share of the frame
/// that a mask means, so that lengths hold whatever the coverage is.
///
/// A radius may be a fraction: the result lies that far between those of the whole numbers around it. Beyond
/// the frame's border everything goes on as at the border. Running allocates nothing.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers.
final class EdgeShaper: @unchecked Sendable {
  /// Coverage by which masks that were shaped are to be read.
  static let coverage: ClosedRange<Float> = 0...0.75

  /// The mask value that means a share of the frame, of 255.
  static func masks(isLinear: Bool) -> [UInt8] {
    let rule = BlendRule(coverage: coverage, isLinear: isLinear, lightWrap: 0)
    return (0...255).map { share in
      // Of the values that mean at least this share the first; where only the frame shows, all person.
      let value = (0...255).first { rule.share(Float($0)) * 255 > Float(share) - 0.5 }
      return share == 255 ? 255 : UInt8(value ?? 255)
    }
  }

  private let width, height: Int
  private let growth, feather: Float
  /// The share of the frame for each mask value, of 255, as it was and as it is to be written.
  private let shares, masks: Plane<UInt8>
  private let first, second: Plane<UInt8>
  /// A sum for each column, a row a thread.
  private let sums: Plane<Int32>
  /// Where anything is to be done at all: near the outline.
  private let tiles: ChangingTiles

  /// - Parameter isLinear: whether a mask value's share of the frame is linear; see `BlendRule`.
  init(_ sizes: CompositorSizes, _ options: CompositorOptions, isLinear: Bool) {
    (width, height) = (sizes.width, sizes.height)
    (growth, feather) = (options.hygiene.growth, options.hygiene.feather)
    let rule = BlendRule(coverage: options.coverage, isLinear: isLinear, lightWrap: 0)
    shares = Self.table((0...255).map { UInt8(rule.share(Float($0)) * 255 + 0.5) })
    masks = Self.table(Self.masks(isLinear: isLinear))
    first = Plane(width: width, height: height)
    second = Plane(width: width, height: height)
    sums = Plane(width: width, height: sizes.threadCount, margin: 16)
    // Fading takes the least value, and then the mean, within half its width.
    let fading = feather > 0 ? Int((feather / 2).rounded(.up)) + 1 : 0
    tiles = ChangingTiles(
      width: width, height: height, reach: Int(growth.magnitude.rounded(.up)) + 2 * fading,
      view: growth == 0 && feather == 0 ? 0 : max(1, fading))
  }

  private static func table(_ values: [UInt8]) -> Plane<UInt8> {
    let plane = Plane<UInt8>(width: values.count, height: 1)
    for (index, value) in values.enumerated() { plane.rows.base[index] = value }
    return plane
  }

  /// Shapes a mask. All threads of a run call it; the result is complete once they have met.
  func run(_ mask: Rows<UInt8>, on context: ThreadContext) {
    tiles.update(mask, on: context)
    let share = context.share(of: tiles.rowCount)
    // What grows is what is left when the rest shrinks.
    begin(mask, share, flip: growth > 0 ? 255 : 0)
    context.synchronize()
    var (current, spare) = (first.rows, second.rows)
    shrink(&current, &spare, by: growth.magnitude, isRound: true, share, on: context)
    if growth > 0 { flip(current, spare, share) }
    let masks = masks.rows.base
    if feather > 0 {
      forEachStretch(share, .changing) { y, run in
        (mask.row(y) + run.lowerBound).update(
          from: current.row(y) + run.lowerBound, count: run.count)
      }
      context.synchronize()
      let radius = feather / 2
      shrink(&current, &spare, by: radius, isRound: false, share, on: context)
      forEachStretch(share, .changing) { y, run in
        averageRow(current.row(y), to: spare.row(y), run, radius)
      }
      context.synchronize()
      for tileRow in share {
        tiles.forEachStretch(tileRow, .changing) { run in
          averageColumns(
            spare, to: current, radius, rows: tiles.rows(tileRow), run, thread: context.index)
        }
      }
      // Each thread reads its own rows from here on. Fading only hides.
      forEachStretch(share, .changing) { y, run in
        let (row, values) = (current.row(y), mask.row(y))
        for x in run { values[x] = masks[Int(min(values[x], row[x]))] }
      }
    } else {
      forEachStretch(share, .changing) { y, run in
        let (row, values) = (current.row(y), mask.row(y))
        for x in run { values[x] = masks[Int(row[x])] }
      }
    }
    finishCalm(mask, share)
  }

  /// Calls `body` for every stretch of tiles in rows of the frame.
  @inline(__always)
  private func forEachStretch(
    _ share: Range<Int>, _ part: ChangingTiles.Part, _ body: (Int, Range<Int>) -> Void
  ) {
    for tileRow in share {
      for y in tiles.rows(tileRow) { tiles.forEachStretch(tileRow, part) { body(y, $0) } }
    }
  }

  /// Writes the shares of what changes and of what is seen, in both planes.
  private func begin(_ mask: Rows<UInt8>, _ share: Range<Int>, flip: UInt8) {
    let shares = shares.rows.base
    forEachStretch(share, .seen) { y, run in
      let (values, row, other) = (mask.row(y), first.rows.row(y), second.rows.row(y))
      for x in run { row[x] = shares[Int(values[x])] ^ flip }
      (other + run.lowerBound).update(from: row + run.lowerBound, count: run.count)
      closeRow(row, run)
      closeRow(other, run)
    }
  }

  private func flip(_ one: Rows<UInt8>, _ other: Rows<UInt8>, _ share: Range<Int>) {
    forEachStretch(share, .seen) { y, run in
      for row in [one.row(y), other.row(y)] {
        for x in run { row[x] ^= 255 }
        closeRow(row, run)
      }
    }
  }

  /// Writes what nothing is computed for, where that is not as it was.
  private func finishCalm(_ mask: Rows<UInt8>, _ share: Range<Int>) {
    for tileRow in share {
      tiles.forEachCalmTile(tileRow) { run in
        let value = tiles.value(tileRow, column: run.lowerBound)
        let result = masks.rows.base[Int(shares.rows.base[Int(value)])]
        guard result != value else { return }
        for y in tiles.rows(tileRow) {
          (mask.row(y) + run.lowerBound).update(repeating: result, count: run.count)
        }
      }
    }
  }

  /// Takes the least value within a radius: of an octagon where it is round, else of a square.
  private func shrink(
    _ current: inout Rows<UInt8>, _ spare: inout Rows<UInt8>, by radius: Float, isRound: Bool,
    _ share: Range<Int>, on context: ThreadContext
  ) {
    guard radius > 0 else { return }
    let whole = Int(radius.rounded(.down))
    let fraction = radius - Float(whole)
    for step in 0..<(whole + (fraction > 0 ? 1 : 0)) {
      // An octagon is a square of 0.414 and a diamond of 0.586 of its radius.
      let isSquare =
        !isRound || (Float(step + 1) * 0.414).rounded(.down) > (Float(step) * 0.414).rounded(.down)
      let (source, target) = (current, spare)
      forEachStretch(share, .changing) { y, run in
        shrinkRow(
          source.row(max(y - 1, 0)), source.row(y), source.row(min(y + 1, height - 1)),
          to: target.row(y), run, isSquare: isSquare)
      }
      context.synchronize()
      if step == whole {
        let weight = Int32(fraction * 256 + 0.5)
        forEachStretch(share, .changing) { y, run in
          let (row, smaller) = (source.row(y), target.row(y))
          for x in run {
            let difference = Int32(smaller[x]) &- Int32(row[x])
            row[x] = UInt8(truncatingIfNeeded: Int32(row[x]) &+ ((difference &* weight) >> 8))
          }
          closeRow(row, run)
        }
        context.synchronize()
      } else {
        swap(&current, &spare)
      }
    }
  }

  private func shrinkRow(
    _ above: UnsafeMutablePointer<UInt8>, _ row: UnsafeMutablePointer<UInt8>,
    _ below: UnsafeMutablePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>,
    _ run: Range<Int>, isSquare: Bool
  ) {
    if isSquare {
      for x in run {
        let left = min(above[x &- 1], min(row[x &- 1], below[x &- 1]))
        let right = min(above[x &+ 1], min(row[x &+ 1], below[x &+ 1]))
        result[x] = min(min(left, right), min(row[x], min(above[x], below[x])))
      }
    } else {
      for x in run {
        result[x] = min(
          min(row[x &- 1], row[x &+ 1]), min(row[x], min(above[x], below[x])))
      }
    }
    closeRow(result, run)
  }

  /// Repeats a row's ends beside it, where a stretch reaches them.
  @inline(__always)
  private func closeRow(_ row: UnsafeMutablePointer<UInt8>, _ run: Range<Int>) {
    if run.lowerBound == 0 { row[-1] = row[0] }
    if run.upperBound == width { row[width] = row[width - 1] }
  }

  /// Means over `radius` pixels to both sides, those at the ends in part.
  private func averageRow(
    _ row: UnsafeMutablePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, _ run: Range<Int>,
    _ radius: Float
  ) {
    let reach = Int(radius.rounded(.down))
    let (fraction, scale) = (radius - Float(reach), 1 / (2 * radius + 1))
    // Beside the row its ends are repeated: radii are less than margins.
    for x in 1..<(reach + 2) {
      row[-x] = row[0]
      row[width - 1 + x] = row[width - 1]
    }
    // In parts of 2^16: means of bytes are bytes.
    let (whole, part) = (Int32(scale * 0x1p16), Int32(fraction * scale * 0x1p16))
    var sum: Int32 = 0
    for x in (run.lowerBound - reach)..<(run.lowerBound + reach + 1) { sum &+= Int32(row[x]) }
    for x in run {
      let (before, next) = (Int32(row[x &- reach &- 1]), Int32(row[x &+ reach &+ 1]))
      let mean = (sum &* whole &+ (before &+ next) &* part &+ 0x8000) >> 16
      result[x] = UInt8(truncatingIfNeeded: mean)
      sum &+= next &- Int32(row[x &- reach])
    }
  }

  private func averageColumns(
    _ source: Rows<UInt8>, to target: Rows<UInt8>, _ radius: Float, rows: Range<Int>,
    _ run: Range<Int>, thread: Int
  ) {
    let (reach, last) = (Int(radius.rounded(.down)), height - 1)
    let (fraction, scale) = (radius - Float(reach), 1 / (2 * radius + 1))
    let sums = sums.rows.row(thread)
    func row(_ y: Int) -> UnsafeMutablePointer<UInt8> { source.row(min(max(y, 0), last)) }
    for x in run { sums[x] = 0 }
    for y in (rows.lowerBound - reach)..<(rows.lowerBound + reach + 1) {
      let row = row(y)
      for x in run { sums[x] &+= Int32(row[x]) }
    }
    for y in rows {
      let (before, next, leaving) = (row(y - reach - 1), row(y + reach + 1), row(y - reach))
      let result = target.row(y)
      for x in run {
        let ends = Int32(before[x]) &+ Int32(next[x])
        result[x] = UInt8(
          truncatingIfNeeded: Int32((Float(sums[x]) + fraction * Float(ends)) * scale + 0.5))
        sums[x] &+= Int32(next[x]) &- Int32(leaving[x])
      }
    }
  }
}
