/// A buffer that a kernel writes some elements of. All others hold a canary, a NaN that no
/// computation gives, and must keep it.
final class Canvas {
  static let canary = Float(bitPattern: 0x7fc0_dead)
  /// Elements before and behind those that a kernel may reach: more than any tile's.
  static let margin = 160

  private(set) var elements: [Float]

  /// Room for `count` elements.
  init(count: Int) {
    elements = Array(repeating: Self.canary, count: count + 2 * Self.margin)
  }

  /// Lends the first element between the margins.
  func write(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    elements.withUnsafeMutableBufferPointer { body($0.baseAddress! + Self.margin) }
  }

  /// Elements that were written.
  var writtenCount: Int {
    elements.count { $0.bitPattern != Self.canary.bitPattern }
  }

  /// Lists what differs from `reference` by more than `bound` gives for the element, or was written
  /// there and not here, or here and not there; nil when nothing does. Values that are not finite
  /// must be equal; any NaN equals any other.
  func difference(from reference: Canvas, bound: (Int) -> Double) -> String? {
    for (index, (found, expected)) in zip(elements, reference.elements).enumerated() {
      if found.bitPattern == expected.bitPattern { continue }
      let isWritten = found.bitPattern != Self.canary.bitPattern
      let shouldBe = expected.bitPattern != Self.canary.bitPattern
      if isWritten && shouldBe {
        if found.isNaN && expected.isNaN { continue }
        let limit = bound(index)
        if found.isFinite && expected.isFinite
          && abs(Double(found) - Double(expected)) <= limit
        {
          continue
        }
        return "element \(index - Self.margin): expected \(expected) +- \(limit), found \(found)"
      }
      return "element \(index - Self.margin): expected \(shouldBe ? "a" : "no") write, found "
        + (isWritten ? "\(found)" : "none")
    }
    return nil
  }
}
