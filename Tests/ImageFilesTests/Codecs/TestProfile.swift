import Foundation
import ImageFiles
import Imaging

/// ICC profiles made by numbers, and what colors become in sRGB: from the definitions of the color spaces,
/// in Double, without the code that is tested.
struct TestProfile {
  typealias Point = (x: Double, y: Double)

  let primaries: [Point]
  /// From levels to light.
  let light: @Sendable (Double) -> Double
  /// The curve's tag.
  let curveTag: [UInt8]

  static let srgbPrimaries: [Point] = [(0.64, 0.33), (0.30, 0.60), (0.15, 0.06)]

  /// Display P3, as phones and displays have it.
  static let displayP3 = TestProfile(
    primaries: [(0.68, 0.32), (0.265, 0.69), (0.15, 0.06)], light: srgbLight, curveTag: srgbTag)

  /// Adobe RGB (1998): an exponent of 563/256.
  static let adobeRGB = TestProfile(
    primaries: [(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], light: { pow($0, 563 / 256.0) },
    curveTag: gammaTag(563))

  /// sRGB whose curve is a formula.
  static let srgb = TestProfile(primaries: srgbPrimaries, light: srgbLight, curveTag: srgbTag)

  /// sRGB whose curve is a table, as most profiles have it.
  static func srgbTable(_ count: Int) -> TestProfile {
    let values = (0..<count).flatMap { index in
      let level = Int((srgbLight(Double(index) / Double(count - 1)) * 65535).rounded())
      return [UInt8(level >> 8), UInt8(level & 255)]
    }
    return TestProfile(
      primaries: srgbPrimaries, light: srgbLight,
      curveTag: Array("curv".utf8) + number(0) + number(count) + values)
  }

  /// The primaries of sRGB with another exponent, 256 for 1.
  static func gamma(_ exponent: Int) -> TestProfile {
    TestProfile(
      primaries: srgbPrimaries, light: { pow($0, Double(exponent) / 256) },
      curveTag: gammaTag(exponent))
  }

  /// The profile of a display, version 2.
  var bytes: [UInt8] {
    let columns = Self.toXYZ(primaries, white: Self.d65)
    let adapted = (0..<3).map { column in
      Self.product(Self.bradford, (0..<3).map { columns[$0][column] })
    }
    return Self.profile(
      space: "RGB ",
      [
        ("wtpt", Self.color([0.9642, 1, 0.8249])), ("rXYZ", Self.color(adapted[0])),
        ("gXYZ", Self.color(adapted[1])), ("bXYZ", Self.color(adapted[2])), ("rTRC", curveTag),
        ("gTRC", curveTag), ("bTRC", curveTag),
      ])
  }

  /// A profile of gray by the same curve.
  var grayBytes: [UInt8] {
    Self.profile(
      space: "GRAY", [("wtpt", Self.color([0.9642, 1, 0.8249])), ("kTRC", curveTag)])
  }

  /// The color in sRGB, not rounded: levels of 0...255 from levels of 0...1.
  func srgbLevels(_ levels: [Double]) -> [Double] {
    let xyz = Self.product(Self.toXYZ(primaries, white: Self.d65), levels.map(light))
    let target = Self.inverse(Self.toXYZ(Self.srgbPrimaries, white: Self.d65))
    return Self.product(target, xyz).map { light in
      let light = min(max(light, 0), 1)
      return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
    }
  }

  @Sendable static func srgbLight(_ level: Double) -> Double {
    level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
  }

  static func gammaTag(_ exponent: Int) -> [UInt8] {
    Array("curv".utf8) + number(0) + number(1) + [UInt8(exponent >> 8), UInt8(exponent & 255)]
  }

  static let srgbTag =
    Array("para".utf8) + number(0) + [0, 3, 0, 0]
    + [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed)

  /// Ink by tables of two steps: the lightness (CIE L*) falls with black from 100 to 0, and no other ink
  /// shows.
  static var inkBytes: [UInt8] {
    let ramp = (0...255).map { UInt8($0) }
    // The last ink changes first.
    let nodes: [UInt8] = (0..<16).flatMap { [$0 % 2 == 0 ? 255 : 0, 128, 128] }
    let identity = [1.0, 0, 0, 0, 1, 0, 0, 0, 1].flatMap(fixed)
    var table = Array("mft1".utf8) + number(0) + [4, 3, 2, 0] + identity
    table += Array(repeatElement(ramp, count: 4).joined()) + nodes
    table += Array(repeatElement(ramp, count: 3).joined())
    return profile(
      kind: "prtr", space: "CMYK", connection: "Lab ",
      [("wtpt", color([0.9642, 1, 0.8249])), ("A2B0", table)])
  }

  /// A whole profile of these tags.
  static func profile(
    kind: String = "mntr", space: String, connection: String = "XYZ ", _ tags: [(String, [UInt8])]
  ) -> [UInt8] {
    var directory = number(tags.count)
    var values: [UInt8] = []
    for (name, value) in tags {
      directory +=
        Array(name.utf8) + number(132 + tags.count * 12 + values.count) + number(value.count)
      values += value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }
    let size = 128 + directory.count + values.count
    let header =
      number(size) + number(0) + [2, 0x10, 0, 0] + Array((kind + space + connection).utf8)
      + [UInt8](repeating: 0, count: 12) + Array("acsp".utf8) + [UInt8](repeating: 0, count: 28)
      + [0.9642, 1, 0.8249].flatMap(fixed) + [UInt8](repeating: 0, count: 48)
    return header + directory + values
  }

  static func number(_ value: Int) -> [UInt8] {
    PNGFile.bigEndian(UInt32(truncatingIfNeeded: value))
  }

  private static func fixed(_ value: Double) -> [UInt8] { number(Int((value * 65536).rounded())) }

  private static func color(_ xyz: [Double]) -> [UInt8] {
    Array("XYZ ".utf8) + number(0) + xyz.flatMap(fixed)
  }

  private static let d65: Point = (0.3127, 0.3290)

  /// From D65 to D50 (Bradford's method, as Lindbloom gives it).
  private static let bradford = [
    [1.0478112, 0.0228866, -0.0501270], [0.0295424, 0.9904844, -0.0170491],
    [-0.0092345, 0.0150436, 0.7521316],
  ]

  private static func toXYZ(_ primaries: [Point], white: Point) -> [[Double]] {
    let columns = primaries.map { [$0.x / $0.y, 1, (1 - $0.x - $0.y) / $0.y] }
    let matrix = (0..<3).map { row in columns.map { $0[row] } }
    let scales = product(
      inverse(matrix), [white.x / white.y, 1, (1 - white.x - white.y) / white.y])
    return matrix.map { row in zip(row, scales).map { $0 * $1 } }
  }

  private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// By cofactors.
  private static func inverse(_ m: [[Double]]) -> [[Double]] {
    func cofactor(_ row: Int, _ column: Int) -> Double {
      let (r, s) = ((row + 1) % 3, (row + 2) % 3)
      let (c, d) = ((column + 1) % 3, (column + 2) % 3)
      return m[r][c] * m[s][d] - m[r][d] * m[s][c]
    }
    let determinant = (0..<3).reduce(0) { $0 + m[0][$1] * cofactor(0, $1) }
    return (0..<3).map { row in (0..<3).map { cofactor($0, row) / determinant } }
  }
}
