import Kernels

extension Mask {
  /// The mask at another size: bilinear, half-pixel centers, clamped at the edges.
  ///
  /// Takes four taps a value, without a prefilter. Allocates the result and two rows' worth of
  /// tables.
  ///
  /// - Precondition: both sizes are positive.
  public func resized(toWidth newWidth: Int, height newHeight: Int) -> Mask {
    guard newWidth != width || newHeight != height else { return self }
    var resize = MaskResize(self, width: newWidth, height: newHeight)
    let resizedValues = [Float](unsafeUninitializedCapacity: newWidth * newHeight) {
      output, initializedCount in
      for y in 0..<newHeight {
        resize.writeRow(
          y, to: UnsafeMutableBufferPointer(rebasing: output[y * newWidth..<(y + 1) * newWidth]))
      }
      initializedCount = newWidth * newHeight
    }
    return Mask(width: newWidth, height: newHeight, values: resizedValues)
  }

  /// The coverages at another size (see `resized(toWidth:height:)`) as 8-bit gray (see `gray8()`), of which
  /// never more than one row is there as numbers.
  ///
  /// - Precondition: both sizes are positive.
  package func gray8(resizedToWidth width: Int, height: Int) -> [UInt8] {
    var resize = MaskResize(self, width: width, height: height)
    return [UInt8](unsafeUninitializedCapacity: width * height) { output, count in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { row in
        for y in 0..<height {
          resize.writeRow(y, to: row)
          let target = UnsafeMutableBufferPointer(rebasing: output[y * width..<(y + 1) * width])
          for x in row.indices { target.initializeElement(at: x, to: gray8Level(row[x])) }
        }
      }
      count = width * height
    }
  }
}

/// Makes the rows of a mask at another size.
private struct MaskResize {
  private let mask: Mask
  private let columns: [LinearTap]
  private let columnFractions: [Float]
  private let rows: [LinearTap]
  /// Two rows of the mask, blended.
  private var blended: [Float]

  /// - Precondition: both sizes are positive.
  init(_ mask: Mask, width: Int, height: Int) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    self.mask = mask
    columns = LinearTap.taps(from: mask.width, to: width)
    columnFractions = columns.map { Float($0.fraction) }
    rows = LinearTap.taps(from: mask.height, to: height)
    blended = [Float](repeating: 0, count: mask.width)
  }

  /// Initializes `output`, a row of the new width, with row `y` of the new mask.
  mutating func writeRow(_ y: Int, to output: UnsafeMutableBufferPointer<Float>) {
    let row = rows[y]
    let upper = row.first * mask.width
    let lower = row.second * mask.width
    let rowFraction = Float(row.fraction)
    mask.values.withUnsafeBufferPointer { input in
      columns.withUnsafeBufferPointer { columns in
        blended.withUnsafeMutableBufferPointer { blended in
          for x in blended.indices {
            let value = input[upper + x]
            blended[x] = value + (input[lower + x] - value) * rowFraction
          }
          for x in columns.indices {
            let column = columns[x]
            let left = blended[column.first]
            output.initializeElement(
              at: x, to: left + (blended[column.second] - left) * columnFractions[x])
          }
        }
      }
    }
  }
}
