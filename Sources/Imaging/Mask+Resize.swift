extension Mask {
  /// The mask at another size: bilinear, half-pixel centres, clamped at the edges.
  ///
  /// Takes four taps a value, without a prefilter. Allocates the result and two rows' worth of
  /// tables.
  ///
  /// - Precondition: both sizes are positive.
  public func resized(toWidth newWidth: Int, height newHeight: Int) -> Mask {
    precondition(
      newWidth > 0 && newHeight > 0, "expected positive sizes, found \(newWidth)x\(newHeight)")
    guard newWidth != width || newHeight != height else { return self }
    let columns = LinearTap.taps(from: width, to: newWidth)
    let rows = LinearTap.taps(from: height, to: newHeight)
    var blended = [Float](repeating: 0, count: width)

    let resizedValues = [Float](unsafeUninitializedCapacity: newWidth * newHeight) {
      output, initializedCount in
      values.withUnsafeBufferPointer { input in
        columns.withUnsafeBufferPointer { columns in
          blended.withUnsafeMutableBufferPointer { blended in
            for (y, row) in rows.enumerated() {
              let upper = row.first * width
              let lower = row.second * width
              for x in blended.indices {
                let value = input[upper + x]
                blended[x] = value + (input[lower + x] - value) * row.fraction
              }
              let target = UnsafeMutableBufferPointer(
                rebasing: output[y * newWidth..<(y + 1) * newWidth])
              for x in columns.indices {
                let column = columns[x]
                let left = blended[column.first]
                target.initializeElement(
                  at: x, to: left + (blended[column.second] - left) * column.fraction)
              }
            }
          }
        }
      }
      initializedCount = newWidth * newHeight
    }
    return Mask(width: newWidth, height: newHeight, values: resizedValues)
  }
}
