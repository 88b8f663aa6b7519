import Imaging
import TestSupport
import Testing

@Suite struct MaskTests {
  @Test func roundsHalfUpAndClamps() {
    let values: [Float] = [
      0, 1, -0.5, 1.5, .nan, .infinity, -.infinity, 0.5, 127 / 255, 1 / 512, .leastNonzeroMagnitude,
      Float(1).nextDown, -0,
    ]
    let mask = Mask(width: values.count, height: 1, values: values)
    #expect(mask.gray8() == [0, 255, 0, 255, 0, 255, 0, 128, 127, 0, 0, 255, 0])
    #expect(mask.gray16()[7] == 32768)
    #expect(mask.gray16()[9] == 128)
    #expect(mask.gray16()[3...5] == [65535, 0, 65535])
  }

  @Test func everyLevelComesBack() {
    let mask8 = Mask(width: 256, height: 1, values: (0..<256).map { Float($0) / 255 })
    #expect(mask8.gray8() == Array(0...255))
    let mask16 = Mask(width: 256, height: 256, values: (0..<65536).map { Float($0) / 65535 })
    #expect(mask16.gray16() == Array(0...65535))
  }

  @Test(arguments: [
    (1, 1, 5, 3), (5, 3, 1, 1), (7, 5, 13, 11), (13, 11, 7, 5), (256, 144, 640, 427), (1, 9, 4, 4),
    (9, 1, 4, 4), (2, 2, 3, 3), (3, 3, 3, 3), (1000, 1, 999, 2),
  ])
  func resizesBilinearly(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    var generator = SeededGenerator(state: 3)
    let mask = Mask(
      width: width, height: height,
      values: (0..<width * height).map { _ in .random(in: 0...1, using: &generator) })
    let resized = mask.resized(toWidth: newWidth, height: newHeight)
    #expect(resized.width == newWidth && resized.height == newHeight)
    var worst = 0.0
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let expected = referenceBilinear(
          width: width, height: height, x: x, y: y, newWidth: newWidth, newHeight: newHeight
        ) { Double(mask.values[$1 * width + $0]) }
        worst = max(worst, abs(expected - Double(resized.values[y * newWidth + x])))
      }
    }
    #expect(worst < 1e-6)
  }

  @Test func theSameSizeIsTheSameMask() {
    let mask = Mask(width: 2, height: 2, values: [0.1, 0.2, 0.3, 0.4])
    #expect(mask.resized(toWidth: 2, height: 2) == mask)
  }

  @Test func doublesByHand() {
    let resized = Mask(width: 2, height: 1, values: [0, 1]).resized(toWidth: 4, height: 1)
    #expect(resized.values == [0, 0.25, 0.75, 1])
  }
}
