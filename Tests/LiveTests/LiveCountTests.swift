import Devices
import Imaging
import Testing

@testable import Live

/// Tests of what a session counts, and what it measures from.
@Suite struct LiveCountTests {
  /// Lets the stage's camera count its frames like this, each captured so long before it comes.
  private func number(_ stage: Stage, _ sequences: [UInt32], age: Duration = .zero) throws {
    let frame = CanaryScene(scale: 1, isOdd: false, x: 8, y: 8).frame()
    var rest = sequences[...]
    let clock = stage.clock
    stage.camera.onNextFrame = { body throws(DeviceError) in
      guard let sequence = rest.popFirst() else { throw .timedOut }
      frame.withView {
        body(
          CapturedFrame(
            picture: .pixels($0), captureTime: clock.now - age, sequence: sequence, isFlawed: false)
        )
      }
    }
    for _ in sequences { _ = stage.tick() }
  }

  /// A count that stands still or goes back is a driver's, and no loss; one that wraps goes on.
  @Test(
    arguments: [
      ([5, 6, 7], 0), ([5, 8], 2), ([5, 5, 6], 0), ([9, 2, 3], 0), ([.max - 1, .max, 0, 1], 0),
      ([.max, 3], 3), ([0, 100, 101, 103], 100),
    ] as [([UInt32], Int)])
  func framesThatACameraLost(sequences: [UInt32], lost: Int) throws {
    let stage = try Stage()
    try number(stage, sequences)
    #expect(stage.session.statistics[.captured] == sequences.count)
    #expect(stage.session.statistics[.lostByCamera] == lost)
  }

  @Test func aCameraThatCameBackCountsAnew() throws {
    let stage = try Stage()
    try number(stage, [1, 2, 3])
    stage.camera.onNextFrame = { _ throws(DeviceError) in throw .lost("gone") }
    _ = stage.tick()
    stage.camera.onNextFrame = { _ throws(DeviceError) in throw .timedOut }
    while !stage.camera.isOpen { _ = stage.tick() }
    try number(stage, [400, 401])
    #expect(stage.session.statistics[.lostByCamera] == 0)
  }

  /// From capture to submission, whatever time passed before the camera gave the frame.
  @Test func latencyBeginsWithTheCapture() throws {
    let stage = try Stage()
    try number(stage, [1, 2, 3, 4, 5, 6], age: .milliseconds(120))
    let latencies = stage.session.statistics.latencies
    #expect(latencies.count > 0)
    #expect(try #require(latencies.quantile(0)) >= .milliseconds(120))
    #expect(try #require(latencies.quantile(1)) < .milliseconds(250))
  }

  @Test func framesThatNobodyTakesAreDropped() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    let before = stage.session.statistics
    #expect(before[.dropped] == 0)
    stage.output.onSubmit = { () throws(DeviceError) in throw .timedOut }
    for _ in 0..<4 { _ = stage.tick() }
    let since = stage.session.statistics.since(before)
    #expect(since[.dropped] == 4 && since[.submitted] == 0)
    #expect(stage.told.isEmpty)
  }

  /// Of those counted, so many are no longer.
  @Test func quantilesHaveTheirShareBelow() {
    var latencies = LatencyHistogram()
    for milliseconds in [1, 2, 3] { latencies.add(.milliseconds(milliseconds)) }
    for (share, least) in [(0.0, 1), (0.33, 1), (0.34, 2), (0.5, 2), (0.67, 3), (1, 3)] {
      let found = latencies.quantile(share) ?? .zero
      #expect(found > .milliseconds(least) && found <= .milliseconds(least) + LatencyHistogram.step)
    }
  }
}
