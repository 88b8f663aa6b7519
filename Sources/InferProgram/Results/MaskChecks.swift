import Segmentation

/// A model gave NaN or infinity, of which no mask can be made.
package struct UnsoundMask: Error, CustomStringConvertible {
  package init() {}

  package var description: String {
    "expected finite numbers from the model, found NaN or infinity"
  }
}

extension Segmenter {
  /// Checks what `run()` left.
  ///
  /// - Throws: `UnsoundMask`; `EndlessLoop`.
  package func checkOutput() throws {
    if let endlessLoop { throw endlessLoop }
    if !outputIsFinite() { throw UnsoundMask() }
  }
}

/// The least share of a mask's values that shows somebody: less is noise of the model, such as 6x6 cells
/// of 256x144.
package let leastPersonShare: Float = 0.001

extension Mask {
  /// Tells whether somebody shows: enough of the mask's values, and at least one, exceed a limit.
  package func showsSomebody(above limit: Float) -> Bool {
    let count = values.count { $0 > limit }
    return count > 0 && Float(count) >= leastPersonShare * Float(values.count)
  }
}
