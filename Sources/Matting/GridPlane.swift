import Memory

/// Floats of each cell of a grid, one or several a cell, with spare ones around that neighbors may be read
/// from: two rows above and below, and `margin` columns at both sides.
struct GridPlane: Sendable {
  /// Spare columns: more than the widest reach and a vector.
  static let margin = 32
  /// Spare rows.
  static let spareRows = 2

  private let plane: Plane<Float>
  /// Floats from one row to the next, and from one of a cell's floats to its next.
  let stride: Int
  private let depth: Int

  /// Zeros.
  ///
  /// - Parameter depth: floats a cell, each in a row of its own.
  init(width: Int, height: Int, depth: Int = 1) {
    plane = Plane(
      width: width, height: (height + 2 * Self.spareRows) * depth, margin: Self.margin)
    stride = plane.rows.stride
    self.depth = depth
  }

  /// The first float of row `y`, which may be a spare one.
  @inline(__always)
  func row(_ y: Int) -> UnsafeMutablePointer<Float> {
    plane.rows.base + (y + Self.spareRows) * depth * stride
  }

  /// Sets all, the spare ones too.
  func fill(_ value: Float) {
    plane.storage.elements(of: Float.self).update(repeating: value)
  }
}
