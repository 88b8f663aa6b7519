import TestSupport

/// A copy of elements of any type between unmapped pages, and how it compares afterwards.
struct GuardedElements<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// Copies `values` to one end of `memory`, which is used for nothing else meanwhile.
  init(_ values: [Element], in memory: GuardedValues<Float>, atEnd: Bool) {
    let byteCount = values.count * MemoryLayout<Element>.stride
    let floats = memory.part((byteCount + 3) / 4, atEnd: atEnd)
    let padding = atEnd ? floats.count * 4 - byteCount : 0
    base = (UnsafeMutableRawPointer(floats.baseAddress!) + padding)
      .assumingMemoryBound(to: Element.self)
    count = values.count
    for (index, value) in values.enumerated() { base[index] = value }
  }

  var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension [Float] {
  /// The first element that is further from `expected` than `bound` gives, canaries included; or nil.
  func difference(from expected: [Float], bound: (Int) -> Double) -> String? {
    for (index, (a, b)) in zip(self, expected).enumerated() where a.bitPattern != b.bitPattern {
      let limit = bound(index)
      if !(abs(Double(a) - Double(b)) <= limit) {
        return "element \(index): expected \(b) +- \(limit), found \(a)"
      }
    }
    return nil
  }
}

extension [UInt8] {
  /// The first element that differs, or nil.
  func difference(from expected: [UInt8]) -> String? {
    for (index, (a, b)) in zip(self, expected).enumerated() where a != b {
      return "element \(index): expected \(b), found \(a)"
    }
    return nil
  }
}
