import Platform

/// Person coverage in 0...1 of one pixel of a row `[width, 21]`, by the softmax of all channels, of which 15 is the
/// person; 0 for a value that is not a number. No exponential overflows, however large the logits.
func softmaxCoverage21(of row: Span<Float>, pixel: Int) -> Float {
  let value = softmax(row, pixel * 21..<(pixel + 1) * 21, 15)
  // Comparisons are false for NaN.
  return value > 0 ? min(value, 1) : 0
}

/// exp(logit of `channel`) over the sum of all, with the largest logit subtracted first.
///
/// Terms below exp(-24) are left out: twenty of them are less than half an ulp of the sum, which is
/// at least 1.
private func softmax(_ row: Span<Float>, _ logits: Range<Int>, _ channel: Int) -> Float {
  var largest = -Float.infinity
  for index in logits { largest = max(largest, row[index]) }
  var sum: Float = 0
  for index in logits {
    let difference = row[index] - largest
    if difference > -24 { sum += exp(difference) }
  }
  return exp(row[logits.lowerBound + channel] - largest) / sum
}
