import Testing

@testable import Compositing

/// The main person over time.
@Suite struct MainPersonTests {
  typealias Stage = MaskCleanerTests.Stage

  private static func person(at x: Float, size: Float = 1) -> DrawnMask {
    var mask = DrawnMask()
    mask.drawPerson(at: x, size: size)
    return mask
  }

  private static func both(_ one: DrawnMask, _ other: DrawnMask) -> DrawnMask {
    var mask = one
    for index in mask.values.indices {
      mask.values[index] = max(mask.values[index], other.values[index])
    }
    return mask
  }

  /// Two people about as large and as central, whose sizes go up and down: the first one stays.
  @Test func twoPeopleTakeNoTurns() {
    let stage = Stage { $0.onlyMainPerson = true }
    let first = stage.cleaned(Self.both(Self.person(at: 30, size: 1.05), Self.person(at: 66)))
    #expect(first.overlap(with: Self.person(at: 30, size: 1.05)) == 1)
    for frame in 0..<60 {
      let sizes: (Float, Float) = frame % 2 == 0 ? (0.95, 1.05) : (1.05, 0.95)
      let one = Self.person(at: 30, size: sizes.0)
      let result = stage.cleaned(Self.both(one, Self.person(at: 66, size: sizes.1)))
      #expect(result.overlap(with: one) == 1, "frame \(frame)")
    }
  }

  /// Somebody who stays clearly larger becomes the main person, once.
  @Test func somebodyClearlyLargerTakesOver() {
    let stage = Stage { $0.onlyMainPerson = true }
    _ = stage.cleaned(Self.person(at: 26, size: 0.8))
    var changes: [Int] = []
    var wasOther = false
    let (one, other) = (Self.person(at: 26, size: 0.8), Self.person(at: 62, size: 1.3))
    for frame in 0..<40 {
      let isOther = stage.cleaned(Self.both(one, other)).overlap(with: other) == 1
      if isOther != wasOther { changes.append(frame) }
      wasOther = isOther
    }
    #expect(changes == [14])
  }

  /// Two people cross: one walks behind somebody who sits, or both walk. Before and after, the same one is
  /// the main person, and the other is never shown alone.
  @Test(arguments: [(Float(46), Float(46)), (26, 70)], [Float(0.8), 1])
  func peopleWhoCross(way: (Float, Float), size: Float) {
    let stage = Stage { $0.onlyMainPerson = true }
    let count = 60
    _ = stage.cleaned(Self.person(at: way.0))
    var joined = 0
    for frame in 0...count {
      let share = Float(frame) / Float(count)
      let one = Self.person(at: way.0 + (way.1 - way.0) * share)
      let other = Self.person(at: 84 - 72 * share, size: size)
      let mask = Self.both(one, other)
      let result = stage.cleaned(mask)
      #expect(result.hidesNoLess(than: mask))
      if result.overlap(with: one) > 0.99 { continue }
      // Where they touch, both stay.
      joined += 1
      #expect(result.overlap(with: mask) > 0.99, "frame \(frame)")
    }
    #expect((1...40).contains(joined))
    let one = Self.person(at: way.1)
    #expect(stage.cleaned(Self.both(one, Self.person(at: 8, size: size))).overlap(with: one) == 1)
  }

  /// A mask that fails for a frame or two gives the picture to nobody; somebody who is gone, to the other.
  @Test func somebodyWhoIsGoneIsWaitedFor() {
    let stage = Stage { $0.onlyMainPerson = true }
    let (one, other) = (Self.person(at: 46), Self.person(at: 80, size: 0.9))
    _ = stage.cleaned(Self.both(one, other))
    for _ in 0..<3 {
      for _ in 0..<4 { #expect(stage.cleaned(other).area == 0) }
      #expect(stage.cleaned(Self.both(one, other)).overlap(with: one) == 1)
    }
    let areas = (0..<12).map { _ in stage.cleaned(other).area }
    #expect(areas[7] == 0 && areas[8] == other.area && areas[11] == other.area)
    // And who comes back now is the other.
    #expect(stage.cleaned(Self.both(one, other)).overlap(with: other) == 1)
  }

  @Test func aResetBeginsAnew() {
    let stage = Stage { $0.onlyMainPerson = true }
    let (small, large) = (Self.person(at: 26, size: 0.6), Self.person(at: 62))
    _ = stage.cleaned(small)
    #expect(stage.cleaned(Self.both(small, large)).overlap(with: small) == 1)
    stage.cleaner.reset()
    #expect(stage.cleaned(Self.both(small, large)).overlap(with: large) == 1)
  }

  /// The same frames give the same masks.
  @Test func sequencesAreRepeatable() {
    func run() -> [[UInt8]] {
      let stage = Stage(96, 54, MaskCleanerTests.everything)
      var results: [[UInt8]] = []
      for frame in 0..<40 {
        let (one, other) = (Self.person(at: Float(frame + 10)), Self.person(at: Float(80 - frame)))
        results.append(stage.cleaned(Self.both(one, other)).values)
      }
      return results
    }
    #expect(run() == run())
  }
}
