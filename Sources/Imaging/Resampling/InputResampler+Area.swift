import Kernels

extension InputResampler {
  /// Writes `columns.count` times red, green and blue. All indices come from tables made for the
  /// frame's checked size.
  ///
  /// Sums are whole numbers, at most 255 for each pixel of the frame: exact until the division.
  func writeAreaRow(
    _ row: CoveredRange, _ columns: [CoveredRange], from plane: FrameView.Plane, firstRow: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    let area = Double(frameWidth) * Double(frameHeight)
    var output = output
    for column in columns {
      var sum = SIMD4<UInt64>.zero
      for y in row.first...row.last {
        let rowSum = areaRowSum(column, plane.row(y - firstRow))
        let coverage =
          y == row.first
          ? row.firstCoverage : y == row.last ? row.lastCoverage : Double(height)
        sum &+= rowSum &* UInt64(coverage)
      }
      for channel in 0..<3 {
        output[channel] = Float(Double(sum[channel]) / area) * scale + offset
      }
      output += 3
    }
  }

  /// The sum of a row's pixels, each times its covered units.
  private func areaRowSum(
    _ column: CoveredRange, _ row: UnsafePointer<UInt8>
  ) -> SIMD4<UInt64> {
    var red: UInt64 = 0
    var green: UInt64 = 0
    var blue: UInt64 = 0
    var pixel = row + (column.first + 1) * 4
    let last = row + column.last * 4
    while pixel < last {
      red &+= UInt64(pixel[0])
      green &+= UInt64(pixel[1])
      blue &+= UInt64(pixel[2])
      pixel += 4
    }
    let inner = SIMD4(red, green, blue, 0) &* UInt64(width)
    let first = row + column.first * 4
    let outer = SIMD4(UInt64(first[0]), UInt64(first[1]), UInt64(first[2]), 0)
    let end = SIMD4(UInt64(last[0]), UInt64(last[1]), UInt64(last[2]), 0)
    return inner &+ outer &* UInt64(column.firstCoverage) &+ end &* UInt64(column.lastCoverage)
  }
}
