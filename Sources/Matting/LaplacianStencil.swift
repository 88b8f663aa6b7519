/// The matting Laplacian of a grid: a symmetric matrix in which a cell has entries for the 5x5 cells around it.
/// A cell holds its own entry and those of the 12 cells that follow it in reading order.
///
/// Source: Levin, Lischinski, Weiss 2008, A Closed-Form Solution to Natural Image Matting.
struct LaplacianStencil: Sendable {
  /// Entries that a cell holds.
  static let depth = 13

  /// Cells from one to the farthest that it has an entry for, along each axis.
  static let reach = 2

  /// The entries, one row each; entry 0 is the cell's own.
  let entries: GridPlane

  init(_ grid: MattingGrid) {
    entries = GridPlane(width: grid.width, height: grid.height, depth: Self.depth)
  }

  /// The entry for the cell `dx` columns and `dy` rows further, which follows in reading order.
  @inline(__always)
  static func entry(dx: Int, dy: Int) -> Int {
    dy == 0 ? dx : 5 * dy + dx
  }

  /// The sums over the 24 neighbors of a block's cells of entry times value.
  @inline(__always)
  func neighborSum(
    block x: Int, row y: Int, _ value: (_ dx: Int, _ dy: Int) -> Lanes
  ) -> Lanes {
    let stride = entries.stride
    let (own, above, top) = (entries.row(y) + x, entries.row(y - 1) + x, entries.row(y - 2) + x)
    @inline(__always)
    func pair(_ dx: Int, _ dy: Int) -> Lanes {
      let offset = Self.entry(dx: dx, dy: dy) * stride
      let back = (dy == 0 ? own : dy == 1 ? above : top) + (offset - dx)
      return (own + offset).lanes * value(dx, dy) + back.lanes * value(-dx, -dy)
    }
    let same = pair(1, 0) + pair(2, 0)
    let next = pair(-2, 1) + pair(-1, 1) + pair(0, 1) + pair(1, 1) + pair(2, 1)
    let last = pair(-2, 2) + pair(-1, 2) + pair(0, 2) + pair(1, 2) + pair(2, 2)
    return same + next + last
  }

  /// The product of the matrix with a vector, for a block of cells.
  @inline(__always)
  func product(_ vector: GridPlane, block x: Int, row y: Int) -> Lanes {
    let center = vector.row(y) + x
    let stride = vector.stride
    let sum = neighborSum(block: x, row: y) { dx, dy in (center + (dy * stride + dx)).lanes }
    return (entries.row(y) + x).lanes * center.lanes + sum
  }
}
