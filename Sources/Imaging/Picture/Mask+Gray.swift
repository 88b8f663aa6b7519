extension Mask {
  /// The coverages as 8-bit grey, 255 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func grey8() -> [UInt8] {
    mapValues(grey8Level)
  }

  /// The coverages as 16-bit grey, 65535 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func grey16() -> [UInt16] {
    mapValues { UInt16(truncatingIfNeeded: greyLevel($0, highest: 65535)) }
  }

  @inline(__always)
  private func mapValues<Level>(_ level: (Float) -> Level) -> [Level] {
    [Level](unsafeUninitializedCapacity: values.count) { output, count in
      values.withUnsafeBufferPointer { values in
        for index in values.indices {
          output.initializeElement(at: index, to: level(values[index]))
        }
      }
      count = values.count
    }
  }
}

/// A coverage as 8-bit grey.
@inline(__always)
func grey8Level(_ coverage: Float) -> UInt8 {
  UInt8(truncatingIfNeeded: greyLevel(coverage, highest: 255))
}

/// The nearest whole level in the lowest bits, half up: `Double` holds the product exactly, and adding
/// 1.5 * 2^52 leaves the nearest integer there. That is the even one of two as near, which happens
/// only for half of an odd `highest`: 127.5 and 32767.5 go up.
@inline(__always)
private func greyLevel(_ coverage: Float, highest: Double) -> UInt64 {
  // Both comparisons are false for NaN.
  let limited = coverage > 0 ? (coverage < 1 ? coverage : 1) : 0
  return (Double(limited) * highest + 0x1.8p52).bitPattern
}
