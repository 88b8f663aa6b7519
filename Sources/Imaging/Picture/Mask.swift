/// How much of each pixel a person covers: 0 (none) to 1 (all), the top row first.
public struct Mask: Sendable, Equatable {
  /// Values a row, at least 1.
  public let width: Int

  /// Rows, at least 1.
  public let height: Int

  /// `height` rows of `width` coverages. A model's faults stand here as they came: a value can be
  /// out of range or not a number.
  public let values: [Float]

  /// A mask of the given coverages.
  ///
  /// - Precondition: both sizes are positive and `values` holds `width * height` numbers.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(width > 0 && height > 0, "expected positive sizes, found \(width)x\(height)")
    precondition(
      values.count == width * height,
      "expected \(width * height) values for \(width)x\(height), found \(values.count)")
    self.width = width
    self.height = height
    self.values = values
  }
}
