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
  private let shares: [UInt8]
  private let masks: [UInt8]
  private let first, second: Plane<UInt8>
  /// A sum for each column, a row a thread.
  private let sums: Plane<Int32>

  /// - Parameter isLinear: whether a mask value's share of the frame is linear; see `BlendRule`.
  init(_ sizes: CompositorSizes, _ options: CompositorOptions, isLinear: Bool) {
    (width, height) = (sizes.width, sizes.height)
    (growth, feather) = (options.hygiene.growth, options.hygiene.feather)
    let rule = BlendRule(coverage: options.coverage, isLinear: isLinear, lightWrap: 0)
    shares = (0...255).map { UInt8(rule.share(Float($0)) * 255 + 0.5) }
    masks = Self.masks(isLinear: isLinear)
    first = Plane(width: width, height: height)
    second = Plane(width: width, height: height)
    sums = Plane(width: width, height: sizes.threadCount, margin: 16)
  }

  /// Shapes a mask. All threads of a run call it; the result is complete once they have met.
  func run(_ mask: Rows<UInt8>, on context: ThreadContext) {
    let share = context.share(of: height)
    // What grows is what is left when the rest shrinks.
    let flip: UInt8 = growth > 0 ? 255 : 0
    for y in share {
      let (values, row) = (mask.row(y), first.rows.row(y))
      for x in 0..<width { row[x] = shares[Int(values[x])] ^ flip }
      closeRow(row)
    }
    context.synchronize()
    var (current, spare) = (first.rows, second.rows)
    shrink(&current, &spare, by: growth.magnitude, isRound: true, on: context)
    for y in share {
      let row = current.row(y)
      if flip != 0 { for x in -1..<(width + 1) { row[x] ^= flip } }
      if feather > 0 {
        let values = mask.row(y)
        values.update(from: row, count: width)
      }
    }
    context.synchronize()
    if feather > 0 {
      let radius = feather / 2
      shrink(&current, &spare, by: radius, isRound: false, on: context)
      for y in share { averageRow(current.row(y), to: spare.row(y), radius) }
      context.synchronize()
      averageColumns(spare, to: current, radius, rows: share, on: context)
      context.synchronize()
    }
    for y in share {
      let (row, values) = (current.row(y), mask.row(y))
      if feather > 0 {
        // Fading only hides.
        for x in 0..<width { values[x] = masks[Int(min(values[x], row[x]))] }
      } else {
        for x in 0..<width { values[x] = masks[Int(row[x])] }
      }
    }
  }

  /// Takes the least value within a radius: of an octagon where it is round, else of a square.
  private func shrink(
    _ current: inout Rows<UInt8>, _ spare: inout Rows<UInt8>, by radius: Float, isRound: Bool,
    on context: ThreadContext
  ) {
    guard radius > 0 else { return }
    let share = context.share(of: height)
    let whole = Int(radius.rounded(.down))
    let fraction = radius - Float(whole)
    for step in 0..<(whole + (fraction > 0 ? 1 : 0)) {
      // An octagon is a square of 0.414 and a diamond of 0.586 of its radius.
      let isSquare =
        !isRound || (Float(step + 1) * 0.414).rounded(.down) > (Float(step) * 0.414).rounded(.down)
      for y in share {
        shrinkRow(
          current.row(max(y - 1, 0)), current.row(y), current.row(min(y + 1, height - 1)),
          to: spare.row(y), isSquare: isSquare)
      }
      context.synchronize()
      if step == whole {
        let weight = Int32(fraction * 256 + 0.5)
        for y in share {
          let (row, smaller) = (current.row(y), spare.row(y))
          for x in 0..<width {
            let difference = Int32(smaller[x]) &- Int32(row[x])
            row[x] = UInt8(truncatingIfNeeded: Int32(row[x]) &+ ((difference &* weight) >> 8))
          }
          closeRow(row)
        }
        context.synchronize()
      } else {
        swap(&current, &spare)
      }
    }
  }

  private func shrinkRow(
    _ above: UnsafeMutablePointer<UInt8>, _ row: UnsafeMutablePointer<UInt8>,
    _ below: UnsafeMutablePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, isSquare: Bool
  ) {
    if isSquare {
      for x in 0..<width {
        let left = min(above[x &- 1], min(row[x &- 1], below[x &- 1]))
        let right = min(above[x &+ 1], min(row[x &+ 1], below[x &+ 1]))
        result[x] = min(min(left, right), min(row[x], min(above[x], below[x])))
      }
    } else {
      for x in 0..<width {
        result[x] = min(
          min(row[x &- 1], row[x &+ 1]), min(row[x], min(above[x], below[x])))
      }
    }
    closeRow(result)
  }

  /// Repeats a row's ends beside it.
  private func closeRow(_ row: UnsafeMutablePointer<UInt8>) {
    row[-1] = row[0]
    row[width] = row[width - 1]
  }

  /// Means over `radius` pixels to both sides, those at the ends in part.
  private func averageRow(
    _ row: UnsafeMutablePointer<UInt8>, to result: UnsafeMutablePointer<UInt8>, _ radius: Float
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
    for x in -reach..<(reach + 1) { sum &+= Int32(row[x]) }
    for x in 0..<width {
      let (before, next) = (Int32(row[x &- reach &- 1]), Int32(row[x &+ reach &+ 1]))
      let mean = (sum &* whole &+ (before &+ next) &* part &+ 0x8000) >> 16
      result[x] = UInt8(truncatingIfNeeded: mean)
      sum &+= next &- Int32(row[x &- reach])
    }
  }

  private func averageColumns(
    _ source: Rows<UInt8>, to target: Rows<UInt8>, _ radius: Float, rows share: Range<Int>,
    on context: ThreadContext
  ) {
    let (reach, last) = (Int(radius.rounded(.down)), height - 1)
    let (fraction, scale) = (radius - Float(reach), 1 / (2 * radius + 1))
    let sums = sums.rows.row(context.index)
    func row(_ y: Int) -> UnsafeMutablePointer<UInt8> { source.row(min(max(y, 0), last)) }
    for x in 0..<width { sums[x] = 0 }
    for y in (share.lowerBound - reach)..<(share.lowerBound + reach + 1) {
      let row = row(y)
      for x in 0..<width { sums[x] &+= Int32(row[x]) }
    }
    for y in share {
      let (before, next, leaving) = (row(y - reach - 1), row(y + reach + 1), row(y - reach))
      let result = target.row(y)
      for x in 0..<width {
        let ends = Int32(before[x]) &+ Int32(next[x])
        result[x] = UInt8(
          truncatingIfNeeded: Int32((Float(sums[x]) + fraction * Float(ends)) * scale + 0.5))
        sums[x] &+= Int32(next[x]) &- Int32(leaving[x])
      }
    }
  }
}
