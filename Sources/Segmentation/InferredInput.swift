/// The model's input of the last inference, and how far the one that is being loaded is from it.
///
/// A copy, as the session's arena may use an input's memory for other tensors.
final class InferredInput {
  private let rowCount, valuesPerRow: Int
  /// What one level of a picture's bytes is in the input's range.
  private let level: Float
  private let values: UnsafeMutablePointer<Float>
  private var isKept = false
  /// The largest difference so far, as the bits of a positive number.
  private var largest: UInt32 = 0

  init(rowCount: Int, valuesPerRow: Int, level: Float) {
    self.rowCount = rowCount
    self.valuesPerRow = valuesPerRow
    self.level = level
    values = .allocate(capacity: rowCount * valuesPerRow)
    values.initialize(repeating: 0, count: rowCount * valuesPerRow)
  }

  deinit { values.deallocate() }

  /// The largest difference of any value, in levels; infinite before anything was kept.
  var change: Float { isKept ? Float(bitPattern: largest) / level : .infinity }

  /// Starts over: rows of another picture follow.
  func beginComparison() { largest = 0 }

  /// Takes a row of the picture in.
  ///
  /// Bits of numbers that are not negative are in the numbers' order, and integers need no care of
  /// NaN: the loop becomes vectors.
  func compare(_ row: Span<Float>, row y: Int) {
    precondition(row.count == valuesPerRow && y < rowCount)
    let kept = values + y * valuesPerRow
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
      (values + y * valuesPerRow).update(from: base, count: valuesPerRow)
    }
    isKept = true
  }
}
