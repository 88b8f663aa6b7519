import Memory

/// Mask of drawn shapes, with edges as soft as a model's.
struct DrawnMask {
  let width, height: Int
  var values: [UInt8]

  init(_ width: Int = 96, _ height: Int = 54, level: UInt8 = 0) {
    (self.width, self.height) = (width, height)
    values = [UInt8](repeating: level, count: width * height)
  }

  /// Draws an ellipse about a center; a level of 0 makes a hole.
  mutating func draw(_ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float, level: UInt8 = 255)
  {
    for row in 0..<height {
      for column in 0..<width {
        let (dx, dy) = ((Float(column) - x) / radiusX, (Float(row) - y) / radiusY)
        let distance = (1 - (dx * dx + dy * dy).squareRoot()) * min(radiusX, radiusY)
        let share = min(max(distance + 0.5, 0), 1)
        let index = row * width + column
        let old = Float(values[index])
        values[index] = UInt8(old + (Float(level) - old) * share + 0.5)
      }
    }
  }

  /// A person at a column: a body to the lower border, and a head.
  mutating func drawPerson(at x: Float, size: Float = 1) {
    draw(x, Float(height), 10 * size, 22 * size)
    draw(x, Float(height) - 27 * size, 6 * size, 7 * size)
  }

  subscript(x: Int, y: Int) -> UInt8 { values[y * width + x] }

  /// Cells that show.
  var area: Int { values.count { $0 >= 128 } }
  /// Tells whether every cell is at most another mask's.
  func hidesNoLess(than other: DrawnMask) -> Bool {
    zip(values, other.values).allSatisfy { $0 <= $1 }
  }

  /// Shared area over joint area.
  func overlap(with other: DrawnMask) -> Float {
    let pairs = zip(values, other.values)
    let joint = pairs.count { $0 >= 128 || $1 >= 128 }
    return joint == 0 ? 1 : Float(pairs.count { $0 >= 128 && $1 >= 128 }) / Float(joint)
  }
}
