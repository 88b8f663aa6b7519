/// Sizes that a device offers: one, or all from a least to a greatest in steps.
public struct SizeRange: Hashable, Sendable {
  /// Pixels a row.
  public var width: SteppedRange
  /// Rows.
  public var height: SteppedRange

  /// Sizes of these widths and heights.
  public init(width: SteppedRange, height: SteppedRange) {
    self.width = width
    self.height = height
  }

  /// One size.
  public init(_ width: Int, _ height: Int) {
    self.init(width: SteppedRange(width), height: SteppedRange(height))
  }

  /// Whether it is one size alone.
  public var isSingle: Bool { width.isSingle && height.isSingle }
}

/// Numbers from a least to a greatest in steps.
public struct SteppedRange: Hashable, Sendable {
  /// The least.
  public let least: Int
  /// The greatest; never below the least.
  public let greatest: Int
  /// The distance of two, at least 1.
  public let step: Int

  /// One number.
  public init(_ number: Int) {
    least = number
    greatest = number
    step = 1
  }

  /// The numbers that a driver states, which may be nonsense.
  init(least: UInt32, greatest: UInt32, step: UInt32) {
    self.least = Int(least)
    self.greatest = max(Int(least), Int(greatest))
    self.step = max(1, Int(step))
  }

  /// Whether it is one number alone.
  public var isSingle: Bool { least == greatest }

  /// The number that is nearest to `wish`.
  func nearest(to wish: Int) -> Int {
    let inside = min(max(wish, least), greatest)
    let below = least + (inside - least) / step * step
    return below + step <= greatest && inside - below > below + step - inside ? below + step : below
  }
}
