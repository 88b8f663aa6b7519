extension Duration {
  /// In thousandths of a second.
  package var milliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1e3 + Double(attoseconds) / 1e15
  }
}

/// A duration for people, for example `1.23 ms`.
package func inWords(_ duration: Duration) -> String {
  let hundredths = (duration.milliseconds * 100).rounded() / 100
  return "\(hundredths) ms"
}
