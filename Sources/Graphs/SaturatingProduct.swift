/// The product of counts that are not negative, or `Int.max` where it would overflow.
func saturatingProduct(_ factors: Int...) -> Int {
  if factors.contains(0) { return 0 }
  return factors.reduce(1) { product, factor in
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    return overflow ? .max : next
  }
}
