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
