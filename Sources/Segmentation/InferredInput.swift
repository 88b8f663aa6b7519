import Memory

/// The model's input of the last inference, and how far the one that is being loaded is from it.
///
/// A copy, as the session's arena may use an input's memory for other tensors.
final class InferredInput {
  private let rowCount, valuesPerRow: Int
  /// One level of a picture's bytes in the input's range.
  private let level: Float
  /// Black in the input's range.
  private let black: Float
  /// For each value of a mask's row the place of its red in a row.
  private var columns: [Int32]
  /// For each row of a mask the input's row.
  private var maskRows: [Int]
  private let maskRowCount: Int
  private let values: Plane<Float>
  private var isKept = false
  /// The largest difference so far, as the bits of a positive number.
  private var largest: UInt32 = 0

  /// - Parameters:
  ///   - range: the values of black and white.
  ///   - maskWidth: values a row of the masks that `writeBrightness` is asked for.
  ///   - maskHeight: rows of them.
  init(
    width: Int, height: Int, range: ClosedRange<Float>, maskWidth: Int, maskHeight: Int
  ) {
    rowCount = height
    valuesPerRow = width * 3
    level = (range.upperBound - range.lowerBound) / 255
    black = range.lowerBound
    columns = Self.columns(maskWidth: maskWidth, width: width)
    maskRows = Self.rows(maskHeight: maskHeight, height: height)
    maskRowCount = maskHeight
    values = Plane(width: valuesPerRow, height: rowCount, margin: 0)
  }

  /// The largest difference of any value, in levels; infinite before anything was kept.
  var change: Float { isKept ? Float(bitPattern: largest) / level : .infinity }

  private static func columns(maskWidth: Int, width: Int) -> [Int32] {
    (0..<maskWidth).map { Int32(middle(of: $0, maskWidth, among: width) * 3) }
  }

  private static func rows(maskHeight: Int, height: Int) -> [Int] {
    (0..<maskHeight).map { middle(of: $0, maskHeight, among: height) }
  }

  /// Masks are of frames of which the model sees a part from here on; nil: all of them.
  func look(at mask: FramedMask?) {
    let width = valuesPerRow / 3
    guard let mask else {
      columns = Self.columns(maskWidth: columns.count, width: width)
      maskRows = Self.rows(maskHeight: maskRowCount, height: rowCount)
      return
    }
    columns = mask.inputPlaces(isRow: false, inputCount: width).map { Int32($0 * 3) }
    maskRows = mask.inputPlaces(isRow: true, inputCount: rowCount)
  }

  /// Starts over: rows of another picture follow.
  func beginComparison() { largest = 0 }

  /// Takes a row of the picture in.
  ///
  /// Bits of numbers that are not negative are in the numbers' order, and integers need no care of
  /// NaN: the loop becomes vectors.
  func compare(_ row: Span<Float>, row y: Int) {
    precondition(row.count == valuesPerRow && y < rowCount)
    let kept = values.rows.row(y)
    let found = row.withUnsafeBufferPointer { row in
      var largest: Int32 = 0
      for x in 0..<valuesPerRow {
        let bits = Int32(truncatingIfNeeded: (row[x] - kept[x]).magnitude.bitPattern)
        largest = max(largest, bits)
      }
      return largest
    }
    largest = max(largest, UInt32(truncatingIfNeeded: found))
  }

  /// Takes a row of the input that the model is now run on.
  func keep(_ row: Span<Float>, row y: Int) {
    precondition(row.count == valuesPerRow && y < rowCount)
    row.withUnsafeBufferPointer { row in
      guard let base = row.baseAddress else { return }
      values.rows.row(y).update(from: base, count: valuesPerRow)
    }
    isKept = true
  }

  /// Writes (R + 2 G + B) / 4 in levels of the nearest pixel under each value of a mask's row.
  func writeBrightness(_ row: Int, to levels: inout MutableSpan<UInt8>) {
    precondition(
      (0..<maskRowCount).contains(row), "expected a row below \(maskRowCount), found \(row)")
    precondition(
      levels.count == columns.count, "expected \(columns.count) values, found \(levels.count)")
    let input = values.rows.row(maskRows[row])
    // Added to 2^23, a number is rounded to a whole one that stands in the low bits.
    let (scale, offset) = (0.25 / level, black / level)
    levels.withUnsafeMutableBufferPointer { output in
      columns.withUnsafeBufferPointer { columns in
        for x in 0..<output.count {
          let pixel = input + Int(columns[x])
          let brightness = (pixel[0] + 2 * pixel[1] + pixel[2]) * scale - offset
          output[x] = UInt8(truncatingIfNeeded: (brightness + 0x1p23).bitPattern)
        }
      }
    }
  }

  /// The place among `placeCount` where the middle of one of `count` parts lies. Products of sizes may have more
  /// bits than an `Int`.
  private static func middle(of index: Int, _ count: Int, among placeCount: Int) -> Int {
    Int((Int64(index) * 2 + 1) * Int64(placeCount) / (Int64(count) * 2))
  }
}
