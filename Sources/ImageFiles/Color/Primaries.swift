/// A color without its brightness, in CIE 1931 x and y.
public struct Chromaticity: Sendable, Hashable {
  /// The coordinates.
  public let x, y: Double

  /// A color of these coordinates.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The colors of full red, green and blue, and of white.
public struct Primaries: Sendable, Hashable {
  /// The colors.
  public let red, green, blue, white: Chromaticity

  /// Primaries with their white.
  public init(red: Chromaticity, green: Chromaticity, blue: Chromaticity, white: Chromaticity) {
    self.red = red
    self.green = green
    self.blue = blue
    self.white = white
  }

  /// IEC 61966-2-1, which has those of ITU-R BT.709.
  public static let sRGB = Primaries((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))

  /// Adobe RGB (1998).
  public static let adobeRGB = Primaries((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))

  /// The primaries that a number of ITU-T H.273 names (table 2); nil for those without.
  init?(code: Int) {
    switch code {
    case 1: self = .sRGB
    case 4: self.init((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), white: (0.310, 0.316))
    case 5: self.init((0.64, 0.33), (0.29, 0.60), (0.15, 0.06))
    case 6, 7: self.init((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
    case 8: self.init((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), white: (0.310, 0.316))
    case 9: self.init((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
    case 11: self.init((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), white: (0.314, 0.351))
    case 12: self.init((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
    case 22: self.init((0.630, 0.340), (0.295, 0.605), (0.155, 0.077))
    default: return nil
    }
  }

  /// Tells whether these are another's but for rounding.
  func isClose(to other: Primaries) -> Bool {
    zip([red, green, blue, white], [other.red, other.green, other.blue, other.white]).allSatisfy {
      abs($0.x - $1.x) < 0.002 && abs($0.y - $1.y) < 0.002
    }
  }

  private init(
    _ red: (Double, Double), _ green: (Double, Double), _ blue: (Double, Double),
    white: (Double, Double) = (0.3127, 0.3290)
  ) {
    self.init(
      red: Chromaticity(x: red.0, y: red.1), green: Chromaticity(x: green.0, y: green.1),
      blue: Chromaticity(x: blue.0, y: blue.1), white: Chromaticity(x: white.0, y: white.1))
  }
}
