import Compositing

/// Motion of the parts of a picture since the one before, in whole cells.
///
/// Exhaustive block matching by the sum of absolute differences: blocks of 8x8 cells, up to 4 cells
/// each way. Blocks that did not change more than noise are not searched, and longer ways must be worth
/// it, as flat blocks match everywhere.
final class BlockMotion {
  /// Cells a side of a block.
  static let side = 8
  /// The farthest way along each axis.
  static let reach = 4
  /// Levels a cell by which a way must be better than standing still.
  private static let advantage = 1

  /// Blocks a row, and rows of them.
  let columnCount, rowCount: Int
  /// For each block the way from the picture before to this one.
  private(set) var ways: [SIMD2<Int>]

  init(width: Int, height: Int) {
    columnCount = (width + Self.side - 1) / Self.side
    rowCount = (height + Self.side - 1) / Self.side
    ways = Array(repeating: .zero, count: columnCount * rowCount)
  }

  /// Finds the ways of all blocks.
  func measure(_ picture: Rows<UInt8>, _ previous: Rows<UInt8>) {
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        // The last block of a row overlaps the one before.
        let x = max(0, min(column * Self.side, picture.width - Self.side))
        let y = max(0, min(row * Self.side, picture.height - Self.side))
        ways[row * columnCount + column] = way(picture, previous, x, y)
      }
    }
  }

  private func way(_ picture: Rows<UInt8>, _ previous: Rows<UInt8>, _ x: Int, _ y: Int)
    -> SIMD2<Int>
  {
    let (width, height) = (min(Self.side, picture.width), min(Self.side, picture.height))
    var best = difference(picture, previous, x, y, x, y, width, height)
    let required = Int32(Self.advantage * width * height)
    guard best > 2 * required else { return .zero }
    best -= required
    var way = SIMD2<Int>.zero
    for dy in max(-Self.reach, y + height - picture.height)...min(Self.reach, y) {
      for dx in max(-Self.reach, x + width - picture.width)...min(Self.reach, x) {
        let found = difference(picture, previous, x, y, x - dx, y - dy, width, height)
        if found < best {
          best = found
          way = SIMD2(dx, dy)
        }
      }
    }
    return way
  }

  private func difference(
    _ picture: Rows<UInt8>, _ previous: Rows<UInt8>, _ x: Int, _ y: Int, _ fromX: Int,
    _ fromY: Int, _ width: Int, _ height: Int
  ) -> Int32 {
    var sum: Int32 = 0
    for row in 0..<height {
      let (now, before) = (picture.row(y + row) + x, previous.row(fromY + row) + fromX)
      for column in 0..<width {
        sum &+= abs(Int32(now[column]) &- Int32(before[column]))
      }
    }
    return sum
  }
}
