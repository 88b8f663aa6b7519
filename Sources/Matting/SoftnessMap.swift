import Threads

/// Width of a mask's edges around each cell of a grid, in cells: where a model is sure of itself a
/// cell or two of its own, where it is not, much more.
///
/// Of 4m(1 - m) a straight edge from 0 to 1 over w cells has a sum of 2w/3 across. The mean of that over a
/// window, times the window's side, is taken for this sum, so that edges that wind count as wide.
struct SoftnessMap: Sendable {
  let grid: MattingGrid
  /// Cells from a window's center to its sides.
  let reach: Int
  /// Sums along columns of 4m(1 - m).
  private let sums: GridPlane
  private let softness: GridPlane

  /// - Parameter planes: two, which are overwritten.
  init(_ grid: MattingGrid, reach: Int, planes: [GridPlane]) {
    (self.grid, self.reach) = (grid, reach)
    (softness, sums) = (planes[0], planes[1])
  }

  /// Takes a row of the mask, 0...1.
  func read(_ mask: UnsafeMutablePointer<Float>, row y: Int) {
    let target = softness.row(y)
    for x in 0..<grid.width { target[x] = 4 * mask[x] * (1 - mask[x]) }
  }

  /// Sums along the columns of a share of blocks, once all rows are read.
  func runColumns(blocks: Range<Int>) {
    for block in blocks {
      let x = block * Lanes.scalarCount
      var sum = Lanes.zero
      for y in 0..<min(reach, grid.height) { sum += (softness.row(y) + x).lanes }
      for y in 0..<grid.height {
        if y + reach < grid.height { sum += (softness.row(y + reach) + x).lanes }
        if y - reach > 0 { sum -= (softness.row(y - reach - 1) + x).lanes }
        (sums.row(y) + x).lanes = sum
      }
    }
  }

  /// Writes the widths of a row, once all columns are summed.
  func writeWidths(row y: Int, to widths: UnsafeMutablePointer<Float>) {
    let source = sums.row(y)
    let rows = min(grid.height - 1, y + reach) - max(0, y - reach) + 1
    var sum: Float = 0
    for x in 0..<min(reach, grid.width) { sum += source[x] }
    for x in 0..<grid.width {
      if x + reach < grid.width { sum += source[x + reach] }
      if x - reach > 0 { sum -= source[x - reach - 1] }
      let columns = min(grid.width - 1, x + reach) - max(0, x - reach) + 1
      widths[x] = 1.5 * Float(2 * reach + 1) * sum / Float(rows * columns)
    }
  }
}
