/// The high half of a product: one instruction for a vector where both factors are 16 bits in memory or
/// constants. A factor from a scalar variable would be widened to 32 bits before the loop.
@inline(__always)
func highProduct(_ a: UInt16, _ b: UInt16) -> UInt16 {
  UInt16(truncatingIfNeeded: (UInt32(a) &* UInt32(b)) &>> 16)
}

/// The high half of a signed product: see the other one.
@inline(__always)
func highProduct(_ a: Int16, _ b: Int16) -> Int16 {
  Int16(truncatingIfNeeded: (Int32(a) &* Int32(b)) &>> 16)
}
