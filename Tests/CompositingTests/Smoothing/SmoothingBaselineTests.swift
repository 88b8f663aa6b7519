import Stability
import TestSupport
import Testing

/// The baselines that the default is measured against are what they are called.
@Suite struct SmoothingBaselineTests {
  /// Exponential: after n steps from 0 to 255 with gain 0.6 what is missing is 0.4^n.
  @Test func exponentialFollowsItsFormula() {
    let still = [UInt8](repeating: 9, count: 4)
    let masks = [[0, 0, 255, 100]] + (0..<4).map { _ in [255, 0, 0, 100] as [UInt8] }
    let smoother = BaselineSmoother(.exponential, width: 4, height: 1)
    let found = masks.map { smoother.smooth($0, picture: still) }
    var (rising, falling) = (0.0, 255.0)
    for frame in 1..<5 {
      rising += 0.6 * (255 - rising)
      falling -= 0.6 * falling
      #expect(found[frame] == [UInt8(rising.rounded()), 0, UInt8(falling.rounded()), 100])
    }
  }

  /// A picture that moves as a whole by two cells a frame, with its mask: the warped history is that of
  /// the same place, so that nothing but the border is left to settle.
  @Test func warpedMovesTheHistoryAlong() {
    var noise = SeededGenerator(state: 8)
    let (width, height) = (64, 48)
    let wide = (0..<(width + 8) * height).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
    func shifted(_ values: [UInt8], _ shift: Int) -> [UInt8] {
      (0..<height).flatMap { y in
        (0..<width).map { x in values[y * (width + 8) + x + 8 - shift] }
      }
    }
    let masks = wide.map { 100 + $0 / 8 }
    let smoother = BaselineSmoother(.warped, width: width, height: height)
    _ = smoother.smooth(shifted(masks, 0), picture: shifted(wide, 0))
    let found = smoother.smooth(shifted(masks, 2), picture: shifted(wide, 2))
    let expected = shifted(masks, 2)
    for y in 8..<height - 8 {
      for x in 8..<width - 8 { #expect(found[y * width + x] == expected[y * width + x]) }
    }
  }

  /// The 1 euro filter's gain at rest is that of its least cutoff, 0.04 cycles a frame, where the change
  /// is so small that its speed counts for nothing.
  @Test func oneEuroFollowsItsFormula() {
    let smoother = BaselineSmoother(.oneEuro, width: 1, height: 1)
    _ = smoother.smooth([0], picture: [0])
    var (value, speed) = (0.0, 0.0)
    for _ in 0..<40 {
      let found = smoother.smooth([200], picture: [0])
      let change = 200 - value
      speed += (0.32 * Double.pi / (0.32 * Double.pi + 1)) * (change - speed)
      let cutoff = 2 * Double.pi * (0.04 + 0.006 * abs(speed))
      value += cutoff / (cutoff + 1) * change
      #expect(abs(Double(found[0]) - value) < 0.51)
    }
    #expect(value > 190)
  }
}
