/// A picture's pixels in parts, row by row: what threads share where steps follow one another pixel by
/// pixel.
struct PixelParts: Equatable, Sendable {
  /// Rows of all images.
  let rowCount: Int
  /// Pixels a row.
  let width: Int
  /// Pixels a part, but for a row's last. Of fewer than 32 rows, one more or less is noticed (9 rows
  /// for 2 threads): a part is then a tile's 8 pixels, else a row.
  let partWidth: Int
  /// Parts a row.
  let partsPerRow: Int

  /// The parts of a tensor.
  init(_ view: TensorView) {
    rowCount = view.rowCount
    width = view.width
    partWidth = view.rowCount < 32 ? 8 : max(1, view.width)
    partsPerRow = max(1, (width + partWidth - 1) / partWidth)
  }

  var count: Int { rowCount * partsPerRow }

  /// The pixel, counted through all images, that a part begins with; for `count` the one behind the
  /// last.
  func firstPixel(_ part: Int) -> Int {
    let (row, index) = part.quotientAndRemainder(dividingBy: partsPerRow)
    return row * width + index * partWidth
  }
}
