/// Partition of the pixels of one axis into the cells of a coarser (or finer) mask.
struct CellAxis {
  /// Pixels.
  let pixelCount: Int
  /// Cells.
  let cellCount: Int

  /// The cell of the point `offset` pixels from the middle of pixel `x`, which may lie outside:
  /// floor((x + 1/2 + offset) * cellCount / pixelCount), limited to cells that exist.
  func cell(ofPixel x: Int, offset: Float = 0) -> Int {
    let position = (Double(x) + 0.5 + Double(offset)) * Double(cellCount) / Double(pixelCount)
    return min(max(Int(position.rounded(.down)), 0), cellCount - 1)
  }

  /// For each cell, and for the one behind the last, the first pixel whose point at `offset` falls into
  /// it: what `ExpandArguments` reads. The outer cells reach beyond the frame.
  func starts(offset: Float = 0) -> [Int32] {
    var starts = [-Self.beyond]
    for cell in 1..<max(cellCount, 1) {
      let edge = Double(cell) * Double(pixelCount) / Double(cellCount) - 0.5 - Double(offset)
      var x = Int(edge.rounded(.up))
      while self.cell(ofPixel: x, offset: offset) >= cell { x -= 1 }
      while self.cell(ofPixel: x, offset: offset) < cell { x += 1 }
      starts.append(Int32(x))
    }
    return starts + [Self.beyond]
  }

  /// The pixels of each cell: ranges in order, empty for cells without a pixel.
  func pixelRanges() -> [Range<Int>] {
    let starts = starts().map { min(max(Int($0), 0), pixelCount) }
    return (0..<cellCount).map { starts[$0]..<starts[$0 + 1] }
  }

  /// Farther than any pixel.
  private static let beyond: Int32 = 1 << 28
}
