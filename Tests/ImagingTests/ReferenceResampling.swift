/// Bilinear by the book, each pixel on its own, in Double: centers at halves, edges repeated.
func referenceBilinear(
  width: Int, height: Int, x: Int, y: Int, newWidth: Int, newHeight: Int,
  sample: (_ x: Int, _ y: Int) -> Double
) -> Double {
  let centerX = (Double(x) + 0.5) / Double(newWidth) * Double(width) - 0.5
  let centerY = (Double(y) + 0.5) / Double(newHeight) * Double(height) - 0.5
  var sum = 0.0
  for row in [centerY.rounded(.down), centerY.rounded(.down) + 1] {
    for column in [centerX.rounded(.down), centerX.rounded(.down) + 1] {
      let weight = (1 - abs(column - centerX)) * (1 - abs(row - centerY))
      let clampedX = min(max(Int(column), 0), width - 1)
      let clampedY = min(max(Int(row), 0), height - 1)
      sum += weight * sample(clampedX, clampedY)
    }
  }
  return sum
}

/// The mean over an output pixel's rectangle, by the overlap of every input pixel with it.
func referenceArea(
  width: Int, height: Int, x: Int, y: Int, newWidth: Int, newHeight: Int,
  sample: (_ x: Int, _ y: Int) -> Double
) -> Double {
  func overlaps(_ index: Int, _ count: Int, _ newCount: Int) -> [(Int, Double)] {
    let start = Double(index) * Double(count) / Double(newCount)
    let end = Double(index + 1) * Double(count) / Double(newCount)
    return (0..<count).compactMap { input in
      let overlap = min(end, Double(input + 1)) - max(start, Double(input))
      return overlap > 0 ? (input, overlap / (end - start)) : nil
    }
  }
  var sum = 0.0
  for (row, rowWeight) in overlaps(y, height, newHeight) {
    for (column, columnWeight) in overlaps(x, width, newWidth) {
      sum += rowWeight * columnWeight * sample(column, row)
    }
  }
  return sum
}
