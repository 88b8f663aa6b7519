import Memory

/// Marks of cells that are widened to all cells within a distance: the larger of those along rows and
/// columns.
enum CellSpread {
  /// Sets `bit` in all cells that are within `distance` of one that has it.
  ///
  /// - Parameter counts: a value for each cell of a row.
  static func widen(
    _ cells: Rows<UInt8>, bit: UInt8, distance: Int, counts: UnsafeMutablePointer<Int32>
  ) {
    let (width, height) = (cells.width, cells.height)
    let reach = Int32(clamping: distance)
    for y in 0..<height {
      let row = cells.row(y)
      widenRun(reach, 0..<width) { x, isNear in mark(&row[x], bit, isNear) }
      widenRun(reach, 0..<width) { x, isNear in mark(&row[width - 1 - x], bit, isNear) }
    }
    widenColumns(cells, bit, reach, counts) { $0 }
    widenColumns(cells, bit, reach, counts) { height - 1 - $0 }
  }

  /// Walks along cells and tells each whether one with the bit lies within reach behind; `body` returns
  /// whether the cell had the bit itself.
  @inline(__always)
  private static func widenRun(_ reach: Int32, _ range: Range<Int>, _ body: (Int, Bool) -> Bool) {
    var left: Int32 = 0
    for x in range {
      left = body(x, left > 0) ? reach : max(0, left &- 1)
    }
  }

  /// Sets the bit where something is near, and returns whether it was there.
  @inline(__always)
  private static func mark(_ cell: inout UInt8, _ bit: UInt8, _ isNear: Bool) -> Bool {
    let had = cell & bit != 0
    if isNear { cell |= bit }
    return had
  }

  private static func widenColumns(
    _ cells: Rows<UInt8>, _ bit: UInt8, _ reach: Int32, _ counts: UnsafeMutablePointer<Int32>,
    _ place: (Int) -> Int
  ) {
    for x in 0..<cells.width { counts[x] = 0 }
    for index in 0..<cells.height {
      let row = cells.row(place(index))
      for x in 0..<cells.width {
        counts[x] = mark(&row[x], bit, counts[x] > 0) ? reach : max(0, counts[x] &- 1)
      }
    }
  }
}
