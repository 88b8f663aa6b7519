/// The least and the greatest byte of each column of a few rows: tells where a filter has nothing to do.
struct UniformColumns: Sendable {
  private let lows: Plane<UInt8>
  private let highs: Plane<UInt8>

  init(width: Int) {
    lows = Plane(width: width, height: 1)
    highs = Plane(width: width, height: 1)
  }

  /// Takes the columns of some rows, of which there is at least one.
  func measure(_ rows: Range<Int>, of mask: Rows<UInt8>) {
    let low = lows.rows.base
    let high = highs.rows.base
    low.update(from: mask.row(rows.lowerBound), count: mask.width)
    high.update(from: low, count: mask.width)
    for y in rows.dropFirst() {
      let row = mask.row(y)
      for x in 0..<mask.width {
        low[x] = min(low[x], row[x])
        high[x] = max(high[x], row[x])
      }
    }
  }

  /// The byte that all of these columns hold throughout, or nil.
  func value(in columns: Range<Int>) -> UInt8? {
    let value = lows.rows.base[columns.lowerBound]
    for x in columns {
      if lows.rows.base[x] != value || highs.rows.base[x] != value { return nil }
    }
    return value
  }
}
