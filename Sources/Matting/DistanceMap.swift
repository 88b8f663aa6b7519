import Threads

/// Distances of a grid's cells to the nearest marked one, in cells, as far as a reach; farther ones are
/// `infinity` or anything beyond it.
///
/// Marked cells hold 0 and others `infinity` before it runs. Exact: along columns, then the least of dx^2 +
/// dy^2 along rows.
struct DistanceMap: Sendable {
  /// The widest reach, in cells.
  static let largestReach = GridPlane.margin - Lanes.scalarCount - 2

  /// Number that stands for a distance beyond any reach; its square is finite.
  static let infinity: Float = 1e6

  /// Marks, then distances along columns.
  let plane: GridPlane

  init(_ grid: MattingGrid) {
    plane = GridPlane(width: grid.width, height: grid.height)
    plane.fill(Self.infinity)
  }

  /// Takes distances along the columns of a share of blocks.
  func runColumns(blocks: Range<Int>, height: Int) {
    let one = Lanes(repeating: 1)
    for block in blocks {
      let column = plane.row(0) + block * Lanes.scalarCount
      var distance = Lanes(repeating: Self.infinity)
      for y in 0..<height {
        let place = column + y * plane.stride
        distance = pointwiseMin(distance + one, place.lanes)
        place.lanes = distance
      }
      for y in (0..<height).reversed() {
        let place = column + y * plane.stride
        distance = pointwiseMin(distance + one, place.lanes)
        place.lanes = distance
      }
    }
  }

  /// The squared distances of a block of cells, right as far as `reach`.
  @inline(__always)
  func squaredDistances(block x: Int, row y: Int, reach: Int) -> Lanes {
    let place = plane.row(y) + x
    var least = place.lanes * place.lanes
    for dx in 1...max(1, reach) {
      let (left, right) = ((place - dx).lanes, (place + dx).lanes)
      let nearer = pointwiseMin(left, right)
      let square = Float(dx * dx)
      least = pointwiseMin(least, nearer * nearer + Lanes(repeating: square))
    }
    return least
  }
}
