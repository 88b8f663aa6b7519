import KernelInterface

/// One level of the pyramid: its size, its colors, and the parts of it that are computed.
struct ForegroundEstimationLevel {
  /// A rectangle of pixels; empty where `left` is not less than `right`.
  struct Box {
    var left: Int32
    var top: Int32
    var right: Int32
    var bottom: Int32

    static let empty = Box(left: .max, top: .max, right: 0, bottom: 0)

    var isEmpty: Bool { left >= right }

    /// The smallest box that holds both.
    mutating func formUnion(_ other: Box) {
      left = min(left, other.left)
      top = min(top, other.top)
      right = max(right, other.right)
      bottom = max(bottom, other.bottom)
    }
  }

  /// Pixels a side of the cells that a level is cut into.
  static let cellSize = ForegroundBoxArguments.largestBox

  /// Pixels of the frame from one pixel to the next.
  let step: Int
  let width: Int
  let height: Int
  /// Iterations that the level gets.
  let iterationCount: Int
  /// Cells a row, and rows of cells.
  let columnCount: Int
  let rowCount: Int
  /// F and B of each pixel; nil at the finest level, whose F is the result and whose B nobody needs.
  let foreground: Plane<UInt32>?
  let background: Plane<UInt32>?
  /// For each cell the pixels of it that are needed.
  var boxes: UnsafeMutableBufferPointer<Box> { boxStorage.elements(of: Box.self) }
  private let boxStorage: Storage

  init(step: Int, frameWidth: Int, frameHeight: Int) {
    self.step = step
    width = (frameWidth + step - 1) / step
    height = (frameHeight + step - 1) / step
    columnCount = (width + Self.cellSize - 1) / Self.cellSize
    rowCount = (height + Self.cellSize - 1) / Self.cellSize
    iterationCount =
      columnCount == 1 && rowCount == 1 ? 10 : ForegroundBoxArguments.largestIterationCount
    foreground = step == 1 ? nil : Plane(width: width, height: height, margin: 0)
    background = step == 1 ? nil : Plane(width: width, height: height, margin: 0)
    boxStorage = Storage(of: Box.self, count: columnCount * rowCount)
    boxes.initialize(repeating: .empty)
  }

  /// Whether one box covers the level.
  var isOneCell: Bool { boxes.count == 1 }

  /// Adds what `finer`'s boxes start from.
  func cover(_ finer: ForegroundEstimationLevel) {
    boxes.update(repeating: .empty)
    let reach = Int32(2 * finer.iterationCount)
    for box in finer.boxes where !box.isEmpty {
      add(
        Box(
          left: max(0, box.left - reach) / 2, top: max(0, box.top - reach) / 2,
          right: min(Int32(width), (box.right + reach + 1) / 2),
          bottom: min(Int32(height), (box.bottom + reach + 1) / 2)))
    }
  }

  /// Adds a box to the cells that it overlaps.
  private func add(_ box: Box) {
    let size = Int32(Self.cellSize)
    for row in box.top / size...(box.bottom - 1) / size {
      for column in box.left / size...(box.right - 1) / size {
        boxes[Int(row) * columnCount + Int(column)].formUnion(
          Box(
            left: max(box.left, column * size), top: max(box.top, row * size),
            right: min(box.right, (column + 1) * size), bottom: min(box.bottom, (row + 1) * size)))
      }
    }
  }
}
