import Effects
import Testing

@testable import Live

/// Bars that come or go while the picture stands still.
@Suite struct FramingChangeTests {
  /// Part that a model sees of frames with pillars of four pixels.
  private static var pillars: FrameFraming {
    FrameFraming(
      PixelRectangle(columns: 4..<28, rows: 0..<24), keepsAspect: false, inputWidth: 32,
      inputHeight: 24)
  }

  /// The gate closes, and no mask of the old framing stands on a frame of the new one.
  @Test func theGateClosesWhereBarsComeOrGo() throws {
    let stage = try Stage()
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson && stage.finder.inferenceCount == 3)
    for (round, framing) in [Self.pillars, nil, Self.pillars].enumerated() {
      stage.finder.framing = framing
      #expect((0..<4).map { _ in stage.tick() } == [false, false, true, true], "round \(round)")
      #expect(stage.finder.inferenceCount == 6 + 3 * round)
      #expect(stage.session.processing.gate.fault == nil)
    }
    #expect(stage.canaryCount == 0)
  }
}
