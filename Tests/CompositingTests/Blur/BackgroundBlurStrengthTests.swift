import TestSupport
import Testing

@testable import Compositing

/// The radius that a strength asks for, and colors that must not bleed.
@Suite struct BackgroundBlurStrengthTests {
  /// The standard deviation of the response to an edge: of its steps, over several places of the edge,
  /// since pixels are taken in blocks.
  private static func deviation(of strength: Double?, isVertical: Bool) -> Double {
    let (width, height) = (512, 720)
    var (sum, square) = (0.0, 0.0)
    let edges = Array(stride(from: 241, to: 257, by: 2))
    for edge in edges {
      var pixels: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          let byte: UInt8 = (isVertical ? y : x) < edge ? 0 : 255
          pixels += [byte, byte, byte, 255]
        }
      }
      let frame = Frame(width: width, height: height, pixels: pixels)
      let blurred = BackgroundBlur.blurred(frame, strength: strength)
      func value(_ position: Int) -> Double {
        let (x, y) = isVertical ? (width / 2, position) : (position, height / 2)
        return blurred.withPixels { Double($0[(y * width + x) * 4]) / 255 }
      }
      for position in 1..<width {
        let share = value(position) - value(position - 1)
        let distance = Double(position - edge)
        sum += share * distance
        square += share * distance * distance
      }
    }
    let mean = sum / Double(edges.count)
    return (square / Double(edges.count) - mean * mean).squareRoot()
  }

  @Test(arguments: [0.5, 0.7, 1, 1.5, 1.7, 2, 3, 3.5, 5, 7, 10], [false, true])
  func theDeviationIsTheStrengths(strength: Double, isVertical: Bool) {
    // 2 standard deviations are the radius; 720 rows.
    let wanted = strength / 100 * 720 / 2
    let found = Self.deviation(of: strength, isVertical: isVertical)
    #expect(abs(found - wanted) <= 0.1 * wanted, "expected \(wanted), found \(found)")
  }

  @Test(arguments: [false, true])
  func theDemosRadiusIsTwelvePixels(isVertical: Bool) {
    let found = 2 * Self.deviation(of: nil, isVertical: isVertical)
    #expect(abs(found - 12) <= 0.5, "found \(found)")
  }

  @Test(arguments: [0.0, 0.5, 1.5, 3, 6, 12, 20])
  func noColorOfThePersonReachesTheBackground(strength: Double) {
    let isPerson = { (x: Int, y: Int) in
      (x - 150) * (x - 150) + (y - 120) * (y - 120) < 60 * 60
    }
    let picture = BackgroundBlurPicture(
      width: 301, height: 203,
      color: { isPerson($0, $1) ? 0xff00_00ff : 0xff80_4000 },
      mask: { isPerson($0, $1) ? 255 : 0 })
    let blur = BackgroundBlur(width: 301, height: 203, strength: strength, threadCount: 1)
    let found = blur.background(of: picture, on: ThreadPool(threadCount: 1))
    for y in 0..<203 {
      for x in 0..<301 where !isPerson(x, y) { #expect(found[y * 301 + x] == 0xff80_4000) }
    }
  }

  @Test(arguments: [nil, 0, 2, 20] as [Double?])
  func aPlainPictureStaysPlain(strength: Double?) {
    let frame = Frame(
      width: 37, height: 23,
      pixels: (0..<(37 * 23)).flatMap { _ in [1, 130, 254, 7] as [UInt8] })
    let blurred = BackgroundBlur.blurred(frame, strength: strength)
    #expect(
      blurred
        == Frame(
          width: 37, height: 23,
          pixels: (0..<(37 * 23)).flatMap { _ in [1, 130, 254, 255] as [UInt8] }))
  }

  @Test func weightsAddUp() {
    for strength in stride(from: 0.0, through: 20, by: 0.25) {
      for height in [1, 90, 720, 4320] {
        let weights = BackgroundBlurScale(strength: strength, height: height).weights.map(Int.init)
        let sum = weights[0] + 2 * weights[1...].reduce(0, +)
        // The center alone would need a bit more than there is.
        #expect(sum == (weights[1] == 0 ? 65535 : 65536))
        #expect(weights == weights.sorted(by: >))
      }
    }
  }
}
