/// Red, green and blue, 0...1 where they come from a byte.
package struct DemoColor: Sendable, Equatable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  static let black = DemoColor(red: 0, green: 0, blue: 0)

  static func + (a: Self, b: Self) -> Self {
    Self(red: a.red + b.red, green: a.green + b.green, blue: a.blue + b.blue)
  }

  static func * (a: Self, factor: Double) -> Self {
    Self(red: a.red * factor, green: a.green * factor, blue: a.blue * factor)
  }

  /// The squared Euclidean distance.
  package func squaredDistance(to other: Self) -> Double {
    let (red, green, blue) = (red - other.red, green - other.green, blue - other.blue)
    return red * red + green * green + blue * blue
  }

  /// Each channel put through `body` together with the same channel of `other`.
  func combined(with other: Self, _ body: (Double, Double) -> Double) -> Self {
    Self(
      red: body(red, other.red), green: body(green, other.green), blue: body(blue, other.blue))
  }
}
