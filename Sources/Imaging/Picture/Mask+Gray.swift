extension Mask {
  /// The coverages as 8-bit gray, 255 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func gray8() -> [UInt8] {
    mapValues(gray8Level)
  }

  /// The coverages as 16-bit gray, 65535 for 1.
  ///
  /// Rounded half up; values out of range are clamped and NaN becomes 0.
  public func gray16() -> [UInt16] {
    mapValues { UInt16(truncatingIfNeeded: grayLevel($0, highest: 65535)) }
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

/// A coverage as 8-bit gray.
@inline(__always)
func gray8Level(_ coverage: Float) -> UInt8 {
  UInt8(truncatingIfNeeded: grayLevel(coverage, highest: 255))
}

/// The nearest whole level in the lowest bits, half up: `Double` holds the product exactly, and adding
/// 1.5 * 2^52 leaves the nearest integer there. That is the even one of two as near, which happens
/// only for half of an odd `highest`: 127.5 and 32767.5 go up.
@inline(__always)
private func grayLevel(_ coverage: Float, highest: Double) -> UInt64 {
  // Both comparisons are false for NaN.
  let limited = coverage > 0 ? (coverage < 1 ? coverage : 1) : 0
  return (Double(limited) * highest + 0x1.8p52).bitPattern
}
