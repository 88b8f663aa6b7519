// Functions of C's library that Linux has from glibc: to the precision of a Double but for some last bits.
// Loops count in whole numbers: strides of a Double call C's `fma`.

/// The natural logarithm: the exponent's share, and a series of the mantissa between sqrt(1/2) and sqrt 2.
package func log(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  let scaled = x < 0x1p-1000 ? x * 0x1p100 : x
  var exponent = Double(Int64(scaled.bitPattern >> 52) - 1023) - (x < 0x1p-1000 ? 100 : 0)
  var mantissa = Double(bitPattern: scaled.bitPattern & 0xf_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
  if mantissa > 1.4142135623730951 {
    mantissa /= 2
    exponent += 1
  }
  let s = (mantissa - 1) / (mantissa + 1)
  let square = s * s
  var sum = 0.0
  for n in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(n) }
  return exponent * 0.6931471805599453 + 2 * s * sum
}

/// e to the power of x, minus 1.
package func expm1(_ x: Double) -> Double {
  guard abs(x) < 0.5 else { return exp(x) - 1 }
  var sum = 1.0
  for n in stride(from: 17, through: 2, by: -1) { sum = 1 + sum * x / Double(n) }
  return x * sum
}

/// The hyperbolic tangent.
package func tanh(_ x: Double) -> Double {
  guard abs(x) < 20 else { return x.isNaN ? x : x > 0 ? 1 : -1 }
  let t = expm1(2 * x)
  return t / (t + 2)
}

/// The sine, of angles below some millions of turns.
package func sin(_ x: Double) -> Double { sine(x, quarters: 0) }

/// The cosine, of angles below some millions of turns.
package func cos(_ x: Double) -> Double { sine(x, quarters: 1) }

/// The sine of an angle and some quarter turns: x = k pi / 2 + r, pi / 2 in parts.
private func sine(_ x: Double, quarters: Int64) -> Double {
  guard abs(x) < .infinity else { return .nan }
  let k = (x * 0.6366197723675814).rounded()
  let r = x - k * 0x1.921fb544p0 - k * 0x1.0b4611a6p-34 - k * 0x1.3198a2e037073p-69
  let square = r * r
  let quadrant = (abs(k) < 0x1p53 ? Int64(k) : 0) &+ quarters
  let isCosine = quadrant & 1 == 1
  // Taylor's sums, from the last term.
  var sum = 1.0
  for n in stride(from: 20, through: 2, by: -2) {
    sum = 1 - sum * square / Double(n * (isCosine ? n - 1 : n + 1))
  }
  let value = isCosine ? sum : r * sum
  return quadrant & 2 == 0 ? value : -value
}

/// a to the power of b.
package func pow(_ a: Double, _ b: Double) -> Double {
  if b == 0 || a == 1 { return 1 }
  if a.isNaN || b.isNaN { return .nan }
  let isWhole = b == b.rounded(.down)
  let isOdd = isWhole && abs(b) < 0x1p53 && Int64(b) & 1 == 1
  if a == 0 {
    let size = b > 0 ? 0.0 : .infinity
    return isOdd && a.sign == .minus ? -size : size
  }
  if abs(b) == .infinity {
    return abs(a) == 1 ? 1 : (abs(a) > 1) == (b > 0) ? .infinity : 0
  }
  if a < 0 && !isWhole { return a == -.infinity ? (b > 0 ? .infinity : 0) : .nan }
  let size = exp(b * log(abs(a)))
  return a < 0 && isOdd ? -size : size
}

/// 1 minus the error function: a series near 0, a continued fraction beyond.
package func erfc(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x < -2.5 { return 2 - erfc(-x) }
  guard x > 2.5 else {
    var (term, sum) = (x, x)
    for n in 1..<60 {
      term *= -x * x / Double(n)
      sum += term / Double(2 * n + 1)
    }
    return 1 - 1.1283791670955126 * sum
  }
  guard x < 28 else { return 0 }
  var fraction = x
  for n in stride(from: 60, through: 1, by: -1) { fraction = x + Double(n) / 2 / fraction }
  return exp(-x * x) / (fraction * 1.772453850905516)
}

/// The remainder of a / b, of a's sign; exact.
package func fmod(_ a: Double, _ b: Double) -> Double {
  let (size, divisor) = (abs(a), abs(b))
  guard size < .infinity, divisor > 0 else { return .nan }
  guard divisor < .infinity else { return a }
  var rest = size
  while rest >= divisor {
    // The largest multiple by a power of 2 that still fits.
    var multiple = divisor
    while multiple <= rest / 2, multiple * 2 <= rest { multiple *= 2 }
    rest -= multiple
  }
  return a < 0 ? -rest : rest
}
