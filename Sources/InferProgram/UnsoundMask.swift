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
  /// - Throws: `UnsoundMask`.
  package func checkOutput() throws(UnsoundMask) {
    if !outputIsFinite() { throw UnsoundMask() }
  }
}

extension Mask {
  /// Whether somebody shows: a thousandth of the mask's values, at least one, exceed a limit. Less is
  /// noise of the model: 6x6 cells of 256x144.
  package func showsSomebody(above limit: Float) -> Bool {
    let count = values.count { $0 > limit }
    return count > 0 && count * 1000 >= values.count
  }
}
