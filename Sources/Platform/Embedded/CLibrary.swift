/// e to the power of x, to the precision of a Double but for the last bits.
///
/// x = k ln 2 + r with |r| <= ln 2 / 2: the exponent gets k, and a polynomial e^r.
package func exp(_ x: Double) -> Double {
  guard x < 710 else { return x.isNaN ? x : .infinity }
  guard x > -746 else { return 0 }
  let k = (x * 1.4426950408889634).rounded()
  // ln 2 in two parts, the first of so few bits that its product with k is exact.
  let r = x - k * 0x1.62e42feep-1 - k * 0x1.a39ef35793c76p-33
  // Taylor's sum to the 13th term: what is left out is below 2^-57.
  var sum = 1.0
  for n in stride(from: 13.0, through: 1, by: -1) { sum = 1 + sum * r / n }
  let half = (k / 2).rounded()
  return sum * power(half) * power(k - half)
}

/// e to the power of x.
package func exp(_ x: Float) -> Float { Float(exp(Double(x))) }

/// 2 to the power of a whole number from -1022 to 1023.
private func power(_ exponent: Double) -> Double {
  Double(bitPattern: UInt64(Int64(exponent) + 1023) << 52)
}

/// Copies bytes between places that do not overlap.
package func memcpy(
  _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ byteCount: Int
) { target.copyMemory(from: source, byteCount: byteCount) }
