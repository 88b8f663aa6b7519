// `pixels` points to rows of RGBA bytes, `bytesPerRow` apart, and `output` to `columns.count` times RGB.
// All indices come from tables made for the frame's checked size.
extension InputResampler {
  func writeBilinearRow(
    _ row: LinearTap, _ columns: [LinearTap], from pixels: UnsafePointer<UInt8>, bytesPerRow: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    let upper = UnsafeRawPointer(pixels + row.first * bytesPerRow)
    let lower = UnsafeRawPointer(pixels + row.second * bytesPerRow)
    let rowFraction = SIMD4<Float>(repeating: row.fraction)
    columns.withUnsafeBufferPointer { columns in
      writePixels(count: columns.count, to: output) { index in
        let column = columns[index]
        let left = column.first &* 4
        let right = column.second &* 4
        let columnFraction = SIMD4<Float>(repeating: column.fraction)
        let upperLeft = PixelFloats(upper, left)
        let lowerLeft = PixelFloats(lower, left)
        let top = upperLeft.values + (PixelFloats(upper, right) - upperLeft) * columnFraction
        let bottom = lowerLeft.values + (PixelFloats(lower, right) - lowerLeft) * columnFraction
        return top + (bottom - top) * rowFraction
      }
    }
  }

  func writeNearestRow(
    _ row: Int, _ columns: [Int], from pixels: UnsafePointer<UInt8>, bytesPerRow: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    let frameRow = UnsafeRawPointer(pixels + row * bytesPerRow)
    columns.withUnsafeBufferPointer { columns in
      writePixels(count: columns.count, to: output) { index in
        PixelFloats(frameRow, columns[index] &* 4).values
      }
    }
  }

  /// Scales and writes the red, green and blue of `count` pixels. Each but the last is written with
  /// a fourth float, which the next one overwrites.
  @inline(__always)
  private func writePixels(
    count: Int, to output: UnsafeMutablePointer<Float>, _ pixel: (Int) -> SIMD4<Float>
  ) {
    let scales = SIMD4<Float>(repeating: scale)
    let offsets = SIMD4<Float>(repeating: offset)
    for index in 0..<(count - 1) {
      UnsafeMutableRawPointer(output + index &* 3).storeBytes(
        of: pixel(index) * scales + offsets, as: SIMD4<Float>.self)
    }
    let last = pixel(count - 1) * scales + offsets
    for channel in 0..<3 { output[(count - 1) * 3 + channel] = last[channel] }
  }

  /// Sums are whole numbers, at most 255 for each pixel of the frame: exact until the division.
  func writeAreaRow(
    _ row: CoveredRange, _ columns: [CoveredRange], from pixels: UnsafePointer<UInt8>,
    bytesPerRow: Int, to output: UnsafeMutablePointer<Float>
  ) {
    let area = Double(frameWidth) * Double(frameHeight)
    var output = output
    for column in columns {
      var sum = SIMD4<UInt64>.zero
      for y in row.first...row.last {
        let rowSum = areaRowSum(column, pixels + y * bytesPerRow)
        let coverage =
          y == row.first ? row.firstCoverage : y == row.last ? row.lastCoverage : UInt64(height)
        sum &+= rowSum &* coverage
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
    return inner &+ outer &* column.firstCoverage &+ end &* column.lastCoverage
  }
}

/// A pixel's bytes as floats without any conversion: each byte stands in the mantissa of a number whose
/// exponent makes the byte's lowest bit 1, which adds a power of two. The fourth float is 0.
private struct PixelFloats {
  private let biased: SIMD4<Float>

  private static let masks = SIMD4<UInt32>(0xff, 0xff00, 0xff_0000, 0)
  private static let exponents = SIMD4<UInt32>(
    Float(0x1p23).bitPattern, Float(0x1p15).bitPattern, Float(0x1p7).bitPattern, 0)
  private static let biases = SIMD4<Float>(0x1p23, 0x1p15, 0x1p7, 0)

  @inline(__always)
  init(_ row: UnsafeRawPointer, _ offset: Int) {
    let word = UInt32(littleEndian: row.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    biased = unsafeBitCast(
      SIMD4<UInt32>(repeating: word) & Self.masks | Self.exponents, to: SIMD4<Float>.self)
  }

  /// The bytes' values.
  @inline(__always) var values: SIMD4<Float> { biased - Self.biases }

  /// The difference of two pixels, in which the powers of two cancel.
  @inline(__always)
  static func - (a: PixelFloats, b: PixelFloats) -> SIMD4<Float> { a.biased - b.biased }
}
