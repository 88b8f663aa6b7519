/// The arena over the steps of a run: who holds which bytes when.
struct MemoryDrawing {
  private let buffers: [InspectionRecord.Buffer]
  private let stepCount: Int
  private let byteCount: Int

  private static let textWidth = 72
  private static let textHeight = 16

  init(_ record: InspectionRecord, _ buffers: [InspectionRecord.Buffer]) {
    self.buffers = buffers
    stepCount = record.memory?.stepCount ?? 0
    byteCount = max(1, record.memory?.arenaByteCount ?? 1)
  }

  /// Letters in a grid: columns are steps, from what comes before the first to what comes behind the last; rows are
  /// bytes of the arena, the first at the top. A dot is free.
  var text: String {
    let columns = stepCount + 2
    let width = min(columns, Self.textWidth)
    var grid = [[Character]](
      repeating: Array(repeating: ".", count: width), count: Self.textHeight)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    for (index, buffer) in buffers.enumerated() {
      let letter = letters[index % letters.count]
      let (left, right) = (
        (buffer.firstStep + 1) * width / columns, (buffer.lastStep + 1) * width / columns
      )
      let top = row(buffer.byteOffset)
      let bottom = max(top, row(buffer.byteOffset + buffer.byteCount - 1))
      for y in top...bottom {
        for x in left...max(left, min(right, width - 1)) { grid[y][x] = letter }
      }
    }
    let title =
      "memory plan: \(byteCount) bytes from top to bottom, \(stepCount) steps from left to right"
    return ([title] + grid.map { String($0) }).joined(separator: "\n")
  }

  private func row(_ byte: Int) -> Int {
    min(Self.textHeight - 1, Int(Double(byte) / Double(byteCount) * Double(Self.textHeight)))
  }

  /// The same as an `svg` element, a rectangle a buffer.
  ///
  /// - Parameter color: of an operator.
  func svg(color: (String) -> String) -> String {
    let (width, height) = (1100.0, 320.0)
    let column = width / Double(stepCount + 2)
    let rectangles = buffers.map { buffer in
      let x = Double(buffer.firstStep + 1) * column
      let y = Double(buffer.byteOffset) / Double(byteCount) * height
      let right = Double(buffer.lastStep + 2) * column
      let tall = Double(buffer.byteCount) / Double(byteCount) * height
      return """
        <rect x="\(fixedPoint(x, decimals: 2))" y="\(fixedPoint(y, decimals: 2))" \
        width="\(fixedPoint(right - x, decimals: 2))" height="\(fixedPoint(max(0.5, tall), decimals: 2))" \
        fill="\(color(buffer.writer))" stroke="#fff" stroke-width="0.5"><title>\(markup(buffer.writer)): \
        \(buffer.byteCount) bytes at \(buffer.byteOffset), steps \(buffer.firstStep) to \(buffer.lastStep)\
        </title></rect>
        """
    }
    return """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="Memory plan">
      <rect width="\(Int(width))" height="\(Int(height))" fill="#f2f2f2"/>
      \(rectangles.joined(separator: "\n"))
      </svg>
      """
  }
}
