import Memory
import Threads

/// Brings a grid's matte to the frame: as a linear function of the frame's colors, of which each cell has one
/// fitted to the cells around it, and between cells their mean.
///
/// Source: He, Sun 2015, Fast Guided Filter.
///
/// `@unchecked Sendable`: one run at a time; its threads write disjoint rows between barriers.
final class MatteEnlarger: @unchecked Sendable {
  private let problem: MatteProblem
  /// A cell's function: factors of red, green and blue, and a constant.
  private let fitted: [GridPlane]
  /// The means of those of the cells around.
  private let means: [GridPlane]
  /// Of each thread, the functions between two rows of cells.
  private let scratch: Plane<Float>
  /// Cells from a cell to the farthest that its function is fitted to.
  private static let reach = 2
  /// Cells from one of the band to the farthest that it has a part in.
  private static let influence = 2 * reach

  /// - Parameter planes: eight, which are overwritten; not used where cells are pixels.
  init(_ problem: MatteProblem, planes: [GridPlane], threadCount: Int) {
    self.problem = problem
    (fitted, means) = (Array(planes.prefix(4)), Array(planes.dropFirst(4).prefix(4)))
    scratch = Plane(width: problem.grid.width, height: 4 * threadCount)
  }

  /// Writes the matte in bytes. All threads of a run call it.
  ///
  /// - Parameter epsilon: what the colors' covariance is regularized by.
  func run(
    epsilon: Float, frame: Rows<UInt32>, output: Rows<UInt8>, on context: ThreadContext
  ) {
    let grid = problem.grid
    if grid.step == 1 {
      grid.forEachRow(context) { y in
        let (values, bytes) = (problem.matte.row(y), output.row(y))
        for x in 0..<grid.width { bytes[x] = byte(values[x]) }
      }
      return
    }
    grid.forEachRow(context) { fitRow($0, epsilon) }
    context.synchronize()
    grid.forEachRow(context, averageRow)
    context.synchronize()
    grid.forEachRow(context) { row in
      for y in grid.pixels(of: row, frameSize: grid.frameHeight) {
        writeRow(y, frame.row(y), to: output.row(y), thread: context.index)
      }
    }
  }

  /// Fits a function to the cells around each one of a row.
  private func fitRow(_ y: Int, _ epsilon: Float) {
    for block in 0..<problem.band.blockCount {
      let x = block * Lanes.scalarCount
      if problem.band.isNear(block, row: y, reach: Self.influence) {
        fit(x, y, Lanes(repeating: epsilon))
      } else {
        for plane in fitted[..<3] { (plane.row(y) + x).lanes = .zero }
        (fitted[3].row(y) + x).lanes = (problem.matte.row(y) + x).lanes
      }
    }
  }

  /// Fits functions to the cells around those of a block, as far as they lie in the grid: others are zeros.
  private func fit(_ x: Int, _ y: Int, _ epsilon: Lanes) {
    let (grid, reach) = (problem.grid, Self.reach)
    var (r, g, b, a) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var (rr, rg, rb, gg, gb, bb) = (
      Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero
    )
    var (ra, ga, ba) = (Lanes.zero, Lanes.zero, Lanes.zero)
    let rows = max(0, y - reach)...min(grid.height - 1, y + reach)
    for row in rows {
      for column in x - reach...x + reach {
        let red = (problem.colors[0].row(row) + column).lanes
        let green = (problem.colors[1].row(row) + column).lanes
        let blue = (problem.colors[2].row(row) + column).lanes
        let matte = (problem.matte.row(row) + column).lanes
        r += red
        g += green
        b += blue
        a += matte
        rr += red * red
        rg += red * green
        rb += red * blue
        gg += green * green
        gb += green * blue
        bb += blue * blue
        ra += red * matte
        ga += green * matte
        ba += blue * matte
      }
    }
    let share = cellShares(x, rows: rows.count, reach: reach)
    r *= share
    g *= share
    b *= share
    a *= share
    rr = rr * share - r * r + epsilon
    gg = gg * share - g * g + epsilon
    bb = bb * share - b * b + epsilon
    rg = rg * share - r * g
    rb = rb * share - r * b
    gb = gb * share - g * b
    ra = ra * share - r * a
    ga = ga * share - g * a
    ba = ba * share - b * a
    // By L D L^T of the covariance, whose pivots rounding could bring below what was added.
    let (l10, l20) = (rg / rr, rb / rr)
    let d1 = pointwiseMax(gg - l10 * rg, epsilon)
    let l21 = (gb - l20 * rg) / d1
    let d2 = pointwiseMax(bb - l20 * rb - l21 * (gb - l20 * rg), epsilon)
    let v1 = ga - l10 * ra
    let v2 = ba - l20 * ra - l21 * v1
    let blue = v2 / d2
    let green = v1 / d1 - l21 * blue
    let red = ra / rr - l10 * green - l20 * blue
    (fitted[0].row(y) + x).lanes = red
    (fitted[1].row(y) + x).lanes = green
    (fitted[2].row(y) + x).lanes = blue
    (fitted[3].row(y) + x).lanes = a - red * r - green * g - blue * b
  }

  /// 1 / the number of cells within `reach` columns of each of a block, in so many rows.
  @inline(__always)
  private func cellShares(_ x: Int, rows: Int, reach: Int) -> Lanes {
    let width = problem.grid.width
    var shares = Lanes(repeating: 1 / Float(rows * (2 * reach + 1)))
    if x >= reach, x + Lanes.scalarCount + reach <= width { return shares }
    for lane in 0..<Lanes.scalarCount {
      let columns = min(width - 1, x + lane + reach) - max(0, x + lane - reach) + 1
      shares[lane] = 1 / Float(rows * max(1, columns))
    }
    return shares
  }

  /// Takes means of the functions of cells that touch each one of a row. Cells without an unknown one
  /// beside them keep what is known.
  private func averageRow(_ y: Int) {
    let grid = problem.grid
    let rows = max(0, y - 1)...min(grid.height - 1, y + 1)
    for block in 0..<problem.band.blockCount {
      let x = block * Lanes.scalarCount
      let matte = (problem.matte.row(y) + x).lanes
      guard problem.band.isNear(block, row: y, reach: 1) else {
        for plane in means[..<3] { (plane.row(y) + x).lanes = .zero }
        (means[3].row(y) + x).lanes = matte
        continue
      }
      var unknown = Lanes.zero
      for row in y - 1...y + 1 {
        let place = problem.unknown.row(row) + x
        unknown += (place - 1).lanes + place.lanes + (place + 1).lanes
      }
      let share = cellShares(x, rows: rows.count, reach: 1)
      for (index, (source, target)) in zip(fitted, means).enumerated() {
        var sum = Lanes.zero
        for row in rows {
          let place = source.row(row) + x
          sum += (place - 1).lanes + place.lanes + (place + 1).lanes
        }
        sum *= share
        (target.row(y) + x).lanes = sum.replacing(
          with: index < 3 ? .zero : matte, where: unknown .== Lanes.zero)
      }
    }
  }

  /// Writes a row of the frame's matte.
  private func writeRow(
    _ y: Int, _ pixels: UnsafeMutablePointer<UInt32>, to output: UnsafeMutablePointer<UInt8>,
    thread: Int
  ) {
    let grid = problem.grid
    let (upper, lower, share) = neighbors(y, step: grid.step, count: grid.height)
    let own = y / grid.step
    let band = problem.band
    var block = 0
    while block < band.blockCount {
      let first = block
      let isNear = band.isNear(block, row: own, reach: 3)
      repeat {
        block += 1
      } while block < band.blockCount
        && band.isNear(block, row: own, reach: 3) == isNear
      let cells = first * Lanes.scalarCount..<min(block * Lanes.scalarCount, grid.width)
      if isNear {
        interpolateRows(cells, upper, lower, share, thread: thread)
        for x in cells { writeCell(x, pixels, to: output, thread: thread) }
      } else {
        let values = problem.matte.row(own)
        for x in cells {
          let pixels = grid.pixels(of: x, frameSize: grid.frameWidth)
          (output + pixels.lowerBound).update(repeating: byte(values[x]), count: pixels.count)
        }
      }
    }
  }

  /// Interpolates functions between two rows of cells, for some cells and those beside them.
  private func interpolateRows(
    _ cells: Range<Int>, _ upper: Int, _ lower: Int, _ share: Float, thread: Int
  ) {
    let width = problem.grid.width
    for (index, plane) in means.enumerated() {
      let (above, below) = (plane.row(upper), plane.row(lower))
      let result = scratch.rows.row(4 * thread + index)
      for x in max(0, cells.lowerBound - 1)..<min(width, cells.upperBound + 1) {
        result[x] = above[x] + share * (below[x] - above[x])
      }
    }
  }

  /// Writes the pixels of a cell's row.
  @inline(__always)
  private func writeCell(
    _ x: Int, _ pixels: UnsafeMutablePointer<UInt32>, to output: UnsafeMutablePointer<UInt8>,
    thread: Int
  ) {
    let grid = problem.grid
    let (stride, functions) = (scratch.rows.stride, scratch.rows.row(4 * thread))
    for column in grid.pixels(of: x, frameSize: grid.frameWidth) {
      let (left, right, share) = neighbors(column, step: grid.step, count: grid.width)
      @inline(__always)
      func value(_ index: Int) -> Float {
        let row = functions + index * stride
        return row[left] + share * (row[right] - row[left])
      }
      let pixel = pixels[column]
      let red = value(0) * Float(pixel & 255)
      let green = value(1) * Float(pixel >> 8 & 255)
      let blue = value(2) * Float(pixel >> 16 & 255)
      output[column] = byte((red + green + blue) * (1 / 255) + value(3))
    }
  }

  /// The cells whose centers lie around a pixel's along one axis, and the share of the second.
  @inline(__always)
  private func neighbors(
    _ pixel: Int, step: Int, count: Int
  ) -> (first: Int, second: Int, share: Float) {
    let doubled = 2 * (pixel % step) + 1 - step
    let cell = pixel / step
    let share = Float(doubled) / Float(2 * step)
    return doubled < 0
      ? (max(0, cell - 1), cell, 1 + share) : (cell, min(count - 1, cell + 1), share)
  }

  @inline(__always)
  private func byte(_ value: Float) -> UInt8 {
    // Both comparisons are false for NaN.
    let limited: Float = value > 0 ? (value < 1 ? value : 1) : 0
    return UInt8(truncatingIfNeeded: Int32(limited * 255 + 0.5))
  }
}
