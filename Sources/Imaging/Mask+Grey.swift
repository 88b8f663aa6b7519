extension Mask {
  /// The coverages as 8-bit grey, 255 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func grey8() -> [UInt8] {
    values.map { UInt8(greyLevel($0, highest: 255)) }
  }

  /// The coverages as 16-bit grey, 65535 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func grey16() -> [UInt16] {
    values.map { UInt16(greyLevel($0, highest: 65535)) }
  }
}

/// The nearest whole level, half up: `Double` holds the product and the half exactly.
private func greyLevel(_ coverage: Float, highest: Double) -> Int32 {
  // Both comparisons are false for NaN.
  guard coverage > 0 else { return 0 }
  guard coverage < 1 else { return Int32(highest) }
  return Int32(Double(coverage) * highest + 0.5)
}
