import Threads

/// Cells in which a matte is solved: squares of a frame's pixels.
package struct MattingGrid: Sendable, Equatable {
  /// The cells of a large frame, about; smaller frames have a cell a pixel.
  static let cellCount = 1_100_000.0

  /// Pixels of the frame.
  let frameWidth, frameHeight: Int
  /// Pixels a side of a cell; those at the right and the lower border may be cut.
  package let step: Int
  /// Cells a row, and rows.
  package let width, height: Int
  /// Side of a cell in units of which a frame of 1280x853, or of as many pixels, has one a pixel: what is
  /// sized by the picture is sized in these.
  let unitsPerCell: Float

  /// The grid of a frame, or one of another step.
  package init(frameWidth: Int, frameHeight: Int, step: Int? = nil) {
    let pixelCount = Double(frameWidth) * Double(frameHeight)
    let step = step ?? max(1, Int((pixelCount / Self.cellCount).squareRoot().rounded()))
    (self.frameWidth, self.frameHeight, self.step) = (frameWidth, frameHeight, step)
    width = (frameWidth + step - 1) / step
    height = (frameHeight + step - 1) / step
    unitsPerCell = Float(Double(step) * (1280.0 * 853 / pixelCount).squareRoot())
  }

  /// Columns of a vector each.
  var blockCount: Int { (width + Lanes.scalarCount - 1) / Lanes.scalarCount }

  /// The pixels of a column or a row of cells.
  @inline(__always)
  func pixels(of cell: Int, frameSize: Int) -> Range<Int> {
    cell * step..<min((cell + 1) * step, frameSize)
  }

  /// Rows of cells that a thread does: groups, dealt in turn, so that a band that lies in some rows alone is
  /// shared.
  @inline(__always)
  func forEachRowGroup(_ context: ThreadContext, _ body: (Range<Int>) -> Void) {
    let size = 16
    var first = context.index * size
    while first < height {
      body(first..<min(first + size, height))
      first += context.count * size
    }
  }

  /// Rows of cells that a thread does, one by one.
  @inline(__always)
  func forEachRow(_ context: ThreadContext, _ body: (Int) -> Void) {
    forEachRowGroup(context) { rows in
      for y in rows { body(y) }
    }
  }
}
