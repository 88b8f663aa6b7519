import Threads

/// Parts of a mask where neighborhoods are not of one value: all others come out of filters of a limited reach as
/// they went in.
///
/// `@unchecked Sendable`: a run's threads write disjoint rows between barriers.
final class ChangingTiles: @unchecked Sendable {
  /// Pixels a row of a tile, and its rows.
  static let (width, height) = (32, 16)

  /// Part that a tile plays.
  enum Part: UInt8 {
    /// All within reach is of one value, and nothing that changes looks here.
    case calm
    /// As calm, but looked at.
    case seen
    /// Something within reach is of another value.
    case changing
  }

  /// Rows of tiles.
  let rowCount: Int
  private let frameWidth, frameHeight, columnCount: Int
  /// Tiles within reach of a filter, and those that one step of it looks at.
  private let reach, view: (x: Int, y: Int)
  /// The least and the largest value of each tile.
  private let least, largest: Plane<UInt8>
  private let changes, parts: Plane<UInt8>

  /// - Parameters:
  ///   - reach: pixels from a pixel to what may change it.
  ///   - view: pixels to what one step of the filter reads.
  init(width: Int, height: Int, reach: Int, view: Int) {
    func columns(_ pixels: Int) -> Int { (pixels + Self.width - 1) / Self.width }
    func rows(_ pixels: Int) -> Int { (pixels + Self.height - 1) / Self.height }
    (frameWidth, frameHeight) = (width, height)
    (columnCount, rowCount) = (columns(width), rows(height))
    self.reach = (columns(reach), rows(reach))
    self.view = (columns(view), rows(view))
    least = Plane(width: columnCount, height: rowCount)
    largest = Plane(width: columnCount, height: rowCount)
    changes = Plane(width: columnCount, height: rowCount)
    parts = Plane(width: columnCount, height: rowCount)
  }

  /// The rows of the frame in a row of tiles.
  func rows(_ tileRow: Int) -> Range<Int> {
    tileRow * Self.height..<min((tileRow + 1) * Self.height, frameHeight)
  }

  /// The value of a tile that does not change.
  func value(_ tileRow: Int, column: Int) -> UInt8 { least.rows.row(tileRow)[column / Self.width] }

  /// Looks at a mask. All threads of a run call it; its answers hold once they have met.
  func update(_ mask: Rows<UInt8>, on context: ThreadContext) {
    let share = context.share(of: rowCount)
    for tileRow in share { measure(mask, tileRow) }
    context.synchronize()
    for tileRow in share {
      let row = changes.rows.row(tileRow)
      for column in 0..<columnCount { row[column] = isCalm(tileRow, column) ? 0 : 1 }
    }
    context.synchronize()
    for tileRow in share {
      let (row, own) = (parts.rows.row(tileRow), changes.rows.row(tileRow))
      for column in 0..<columnCount {
        let part: Part =
          own[column] != 0 ? .changing : isSeen(tileRow, column) ? .seen : .calm
        row[column] = part.rawValue
      }
    }
  }

  /// Calls `body` for every stretch of pixels in a row of tiles whose part is at least `part`, left to right.
  @inline(__always)
  func forEachStretch(_ tileRow: Int, _ part: Part, _ body: (Range<Int>) -> Void) {
    let row = parts.rows.row(tileRow)
    var column = 0
    while column < columnCount {
      guard row[column] >= part.rawValue else {
        column += 1
        continue
      }
      let first = column
      repeat { column += 1 } while column < columnCount && row[column] >= part.rawValue
      body(first * Self.width..<min(column * Self.width, frameWidth))
    }
  }

  /// Calls `body` for every tile in a row of tiles that does not change.
  @inline(__always)
  func forEachCalmTile(_ tileRow: Int, _ body: (Range<Int>) -> Void) {
    let row = changes.rows.row(tileRow)
    for column in 0..<columnCount where row[column] == 0 {
      body(column * Self.width..<min((column + 1) * Self.width, frameWidth))
    }
  }

  private func measure(_ mask: Rows<UInt8>, _ tileRow: Int) {
    let (least, largest) = (least.rows.row(tileRow), largest.rows.row(tileRow))
    for column in 0..<columnCount {
      let columns = column * Self.width..<min((column + 1) * Self.width, frameWidth)
      var (low, high): (UInt8, UInt8) = (255, 0)
      for y in rows(tileRow) {
        let row = mask.row(y)
        for x in columns {
          low = min(low, row[x])
          high = max(high, row[x])
        }
      }
      (least[column], largest[column]) = (low, high)
    }
  }

  private func around(_ index: Int, _ distance: Int, _ count: Int) -> ClosedRange<Int> {
    max(0, index - distance)...min(count - 1, index + distance)
  }

  private func isCalm(_ tileRow: Int, _ column: Int) -> Bool {
    let value = least.rows.row(tileRow)[column]
    for y in around(tileRow, reach.y, rowCount) {
      let (least, largest) = (least.rows.row(y), largest.rows.row(y))
      for x in around(column, reach.x, columnCount) where least[x] != value || largest[x] != value {
        return false
      }
    }
    return true
  }

  private func isSeen(_ tileRow: Int, _ column: Int) -> Bool {
    for y in around(tileRow, view.y, rowCount) {
      let row = changes.rows.row(y)
      for x in around(column, view.x, columnCount) where row[x] != 0 { return true }
    }
    return false
  }
}
