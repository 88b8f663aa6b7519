/// A number with a fixed count of decimals; `-` for one that is not finite or too large to print so.
func fixedPoint(_ value: Double, decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "-" }
  let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
  let units = Int((abs(value) * Double(scale)).rounded())
  let sign = value < 0 && units != 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(units)" }
  let fraction = String(units % scale)
  let zeros = String(repeating: "0", count: decimals - fraction.count)
  return "\(sign)\(units / scale).\(zeros)\(fraction)"
}

/// A number with so many decimals that it shows at least `digits` digits, up to `digits` decimals.
func significant(_ value: Double, digits: Int) -> String {
  var decimals = digits
  var limit = 1.0
  while decimals > 0, abs(value) >= limit {
    decimals -= 1
    limit *= 10
  }
  return fixedPoint(value, decimals: decimals)
}
