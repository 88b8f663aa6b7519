import Testing

@testable import Live

/// Deadlines against their definition, and against a thread that comes late.
@Suite struct FrameClockTests {
  @Test(arguments: [30, 29.97, 25, 60, 7.5, 1, 0.5, 1000])
  func neverDrifts(rate: Double) {
    var clock = FrameClock(framesPerSecond: rate, start: .seconds(3))
    for index in 0..<100_000 {
      // Every frame is served late, but within its period.
      let late = clock.period * (index % 10) / 10
      if clock.advance(now: clock.deadline + late) != 0 { Issue.record("frame \(index)") }
    }
    let exact = 3 + 100_000 / rate
    let found =
      Double(clock.deadline.components.seconds)
      + Double(clock.deadline.components.attoseconds) / 1e18
    #expect(clock.index == 100_000)
    // A microsecond in a day.
    #expect(abs(found - exact) < exact * 1e-11)
  }

  @Test func lateFramesAreDroppedWhole() {
    var clock = FrameClock(framesPerSecond: 10, start: .zero)
    #expect(clock.advance(now: .zero) == 0)
    #expect(clock.deadline == .milliseconds(100))
    // Frame 1 took until 250 ms: frame 2 is 50 ms late, which is no period.
    #expect(clock.advance(now: .milliseconds(250)) == 0)
    #expect(clock.deadline == .milliseconds(200))
    // Frame 2 took until 600 ms: 3, 4 and 5 are past, 6 is due.
    #expect(clock.advance(now: .milliseconds(600)) == 3)
    #expect(clock.deadline == .milliseconds(600))
    // A suspended machine.
    #expect(clock.advance(now: .seconds(100_000)) == 999_993)
    #expect(clock.deadline == .seconds(100_000))
  }

  /// A deadline is dropped as soon as it was missed by a whole period, and not before.
  @Test(arguments: [(199, 0), (200, 1), (201, 1), (299, 1), (300, 2), (399, 2)])
  func aWholePeriodIsTooLate(now: Int, dropped: Int) {
    var clock = FrameClock(framesPerSecond: 10, start: .zero)
    #expect(clock.advance(now: .milliseconds(now)) == dropped)
    #expect(clock.deadline == .milliseconds(100 * (1 + dropped)))
  }

  @Test func aligningMovesTheNextDeadlineAlone() {
    for (time, now) in [(0, 0), (13, 500), (500, 13), (499, 500), (1000, 1000), (7, -350)] {
      var clock = FrameClock(framesPerSecond: 10, start: .milliseconds(3))
      for _ in 0..<5 { _ = clock.advance(now: clock.deadline) }
      clock.align(to: .milliseconds(time), now: .milliseconds(now))
      let wait = clock.deadline - .milliseconds(now)
      #expect(wait > .zero && wait <= .milliseconds(100), "\(time), \(now): \(wait)")
      #expect(
        (clock.deadline - .milliseconds(time)).components.attoseconds % 100_000_000_000_000_000 == 0
      )
      let first = clock.deadline
      #expect(clock.advance(now: first) == 0)
      #expect(clock.deadline == first + .milliseconds(100))
    }
  }

  @Test func sessionsSleepToAbsoluteTimes() {
    let clock = MonotonicClock()
    let start = clock.now
    clock.sleep(until: start + .milliseconds(2))
    #expect(clock.now - start >= .milliseconds(2))
    clock.sleep(until: start)
    clock.sleep(until: .seconds(-1))
  }
}
