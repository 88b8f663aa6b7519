/// The least and the largest mask value within a window around each cell: what bounds a filter whose
/// taps stay in that window.
final class MaskBounds: @unchecked Sendable {
  // Sendable: a run's threads write disjoint rows.
  /// Cells to the left and right of a cell's own.
  let columnReach: Int
  /// Cells above and below.
  let rowReach: Int
  /// The least values.
  var least: Rows<UInt8> { leastPlane.rows }
  /// The largest values.
  var largest: Rows<UInt8> { largestPlane.rows }

  private let leastPlane: Plane<UInt8>
  private let largestPlane: Plane<UInt8>
  /// Two rows a thread, with replicated ends.
  private let columns: Plane<UInt8>

  init(width: Int, height: Int, columnReach: Int, rowReach: Int, threadCount: Int) {
    self.columnReach = columnReach
    self.rowReach = rowReach
    leastPlane = Plane(width: width, height: height)
    largestPlane = Plane(width: width, height: height)
    columns = Plane(width: width, height: 2 * threadCount, margin: columnReach + 64)
  }

  /// Bounds of the given rows; `thread` is below the thread count.
  func update(_ mask: Rows<UInt8>, rows: Range<Int>, thread: Int) {
    let width = mask.width
    let low = columns.rows.row(2 * thread)
    let high = columns.rows.row(2 * thread + 1)
    for y in rows {
      let top = max(y - rowReach, 0)
      low.update(from: mask.row(top), count: width)
      high.update(from: mask.row(top), count: width)
      for other in (top + 1)..<(max(top, min(y + rowReach, mask.height - 1)) + 1) {
        Self.widen(
          low, high, by: UnsafePointer(mask.row(other)), UnsafePointer(mask.row(other)), width)
      }
      for margin in 1..<(columnReach + 1) {
        (low[-margin], high[-margin]) = (low[0], high[0])
        (low[width - 1 + margin], high[width - 1 + margin]) = (low[width - 1], high[width - 1])
      }
      let least = least.row(y)
      let largest = largest.row(y)
      least.update(from: low - columnReach, count: width)
      largest.update(from: high - columnReach, count: width)
      for shift in (1 - columnReach)..<(columnReach + 1) {
        Self.widen(
          least, largest, by: UnsafePointer(low + shift), UnsafePointer(high + shift), width)
      }
    }
  }

  /// low = min(low, otherLow), high = max(high, otherHigh), element by element.
  @inline(__always)
  private static func widen(
    _ low: UnsafeMutablePointer<UInt8>, _ high: UnsafeMutablePointer<UInt8>,
    by otherLow: UnsafePointer<UInt8>, _ otherHigh: UnsafePointer<UInt8>, _ count: Int
  ) {
    for x in 0..<count { low[x] = min(low[x], otherLow[x]) }
    for x in 0..<count { high[x] = max(high[x], otherHigh[x]) }
  }
}
