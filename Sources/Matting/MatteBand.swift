import Memory

/// Blocks of cells of which at least one is unknown.
struct MatteBand: Sendable {
  private let flags: Storage
  private let stride: Int
  let blockCount: Int
  private static let spare = 4

  init(_ grid: MattingGrid) {
    blockCount = grid.blockCount
    stride = blockCount + 2
    flags = Storage(byteCount: stride * (grid.height + 2 * Self.spare))
  }

  /// Flags of a row's blocks, from -1 to `blockCount`; the row may be a spare one.
  @inline(__always)
  func row(_ y: Int) -> UnsafeMutablePointer<UInt8> {
    flags.base.assumingMemoryBound(to: UInt8.self) + (y + Self.spare) * stride + 1
  }

  /// Tells whether a block, or one beside it within so many rows and one column, has unknown cells.
  @inline(__always)
  func isNear(_ block: Int, row y: Int, reach: Int) -> Bool {
    var any: UInt8 = 0
    for dy in -reach...reach {
      let flags = row(y + dy)
      any |= flags[block - 1] | flags[block] | flags[block + 1]
    }
    return any != 0
  }
}
