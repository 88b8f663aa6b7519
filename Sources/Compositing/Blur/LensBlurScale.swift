/// Scale at which a lens blur takes discs: the size of its cells, and the disc on them.
struct LensBlurScale {
  /// The largest radius, in cells.
  private static let largestRadius = 15.0
  /// The least radius, in cells: such a disc holds a cell's eight neighbors, so that no cell beside some background
  /// is without its color.
  static let leastRadius = 1.6

  /// Halvings of the frame's sides that make a cell, at least 1.
  let level: Int
  let disc: LensDisc

  /// - Parameters:
  ///   - strength: the radius in per cent of the height, 0...20.
  ///   - height: rows of the frame.
  init(strength: Double, height: Int) {
    precondition(
      BackgroundBlurScale.strengths.contains(strength),
      "strength: expected 0...20, found \(strength)")
    let radius = strength / 100 * Double(height)
    var level = 1
    while radius / Double(1 << level) > Self.largestRadius { level += 1 }
    self.level = level
    disc = LensDisc(radius: max(Self.leastRadius, radius / Double(1 << level)))
  }

  /// Pixels along a cell's sides.
  var cellSize: Int { 1 << level }
}
