import Effects
import Testing

/// A mask belongs to its frame: it may stand on another only where the model saw the same.
@Suite struct MaskReuseTests {
  typealias Fixtures = EffectsFixtures

  private static func effect(limit: Float = FrameEffectOptions.standardReuseLimit) throws
    -> FrameEffect
  {
    var compositor = CompositorOptions.demo
    compositor.background = .color(red: 255, green: 0, blue: 255)
    compositor.coverage = 0...1
    return try FrameEffect(
      segmenter: try Fixtures.segmenter(), width: 480, height: 320,
      options: FrameEffectOptions(compositor: compositor, reuseLimit: limit),
      pool: ThreadPool(threadCount: 1))
  }

  @Test func aStillSceneIsInferredOnce() throws {
    let effect = try Self.effect()
    let frame = Fixtures.scene(480, 320, object: (90..<300, 40..<320), contrast: 60)
    let first = Fixtures.process(frame, effect)
    #expect(first.1.mask == .inferred)
    for _ in 0..<5 {
      let (result, report) = Fixtures.process(frame, effect)
      #expect(report.mask == .reused)
      #expect(report.inputChange == 0)
      #expect(result == first.0)
    }
  }

  /// Whatever comes in is seen at once, wherever, however small, if the model can see it at all: an object
  /// of 20x20 of 480x320 pixels covers two values of the model's input each way.
  @Test(arguments: [12, -12, 40, -40, 90], [0, 130, 460])
  func anObjectThatEntersIsInferred(_ contrast: Int, _ x: Int) throws {
    let effect = try Self.effect()
    _ = Fixtures.process(Fixtures.scene(480, 320), effect)
    for y in [0, 150, 300] {
      let frame = Fixtures.scene(480, 320, object: (x..<x + 20, y..<y + 20), contrast: contrast)
      #expect(Fixtures.process(frame, effect).1.mask == .inferred)
    }
  }

  /// A value of the model's input is 10 pixels wide.
  @Test func anObjectThatMovesIsInferredInEveryFrame() throws {
    let effect = try Self.effect()
    for step in 0..<12 {
      let frame = Fixtures.scene(
        480, 320, object: (100 + 10 * step..<200 + 10 * step, 60..<320), contrast: 25)
      #expect(Fixtures.process(frame, effect).1.mask == .inferred)
    }
  }

  /// Steps that the model's samples may miss: then the mask is the one that would be inferred.
  @Test func aMaskIsNeverThatOfAnotherPlace() throws {
    let effect = try Self.effect()
    try effect.update(
      FrameEffectOptions(compositor: effect.options.compositor, smoothing: .off))
    var origins: Set<FrameEffectReport.MaskOrigin> = []
    for step in 0..<12 {
      let frame = Fixtures.scene(
        480, 320, object: (100 + 3 * step..<200 + 3 * step, 60..<320), contrast: 60)
      let (result, report) = Fixtures.process(frame, effect)
      #expect(result == Fixtures.process(frame, try Self.effect()).0)
      origins.insert(report.mask)
    }
    #expect(origins == [.inferred, .reused])
  }

  /// An object that fades in slowly never changes much from frame to frame, yet its mask is never older
  /// than the limit allows.
  @Test func slowChangesAddUp() throws {
    let effect = try Self.effect()
    var lastInferred = 0
    for contrast in 0...20 {
      let frame = Fixtures.scene(480, 320, object: (90..<300, 40..<320), contrast: contrast)
      let report = Fixtures.process(frame, effect).1
      if report.mask == .inferred { lastInferred = contrast }
      #expect(contrast - lastInferred <= 2)
    }
    #expect(lastInferred >= 18)
  }

  /// Sensors add noise to every frame: none is taken for a still.
  @Test(arguments: [1.5, 3, 6])
  func noiseIsNoStillScene(_ deviation: Float) throws {
    let effect = try Self.effect()
    for frame in 0..<6 {
      let scene = Fixtures.scene(480, 320, noise: deviation, seed: UInt64(frame))
      #expect(Fixtures.process(scene, effect).1.mask == .inferred)
    }
  }

  /// A codec's rounding, a level up and down, is.
  @Test func aLevelOfRoundingIsStill() throws {
    let effect = try Self.effect()
    let scene = Fixtures.scene(480, 320)
    _ = Fixtures.process(scene, effect)
    var pixels = scene.pixels
    for index in pixels.indices { pixels[index] &+= UInt8(index % 3) &- 1 }
    let rounded = Frame(width: 480, height: 320, pixels: pixels)
    #expect(Fixtures.process(rounded, effect).1.mask == .reused)
    let exact = try Self.effect(limit: 0)
    _ = Fixtures.process(scene, exact)
    #expect(Fixtures.process(rounded, exact).1.mask == .inferred)
    #expect(Fixtures.process(rounded, exact).1.mask == .reused)
    let never = try Self.effect(limit: -1)
    _ = Fixtures.process(scene, never)
    #expect(Fixtures.process(scene, never).1.mask == .inferred)
  }

  /// While masks are reused, what smoothing had kept of older ones fades away.
  @Test func smoothingSettlesOnAStill() throws {
    let options = FrameEffectOptions(
      compositor: {
        var options = CompositorOptions.demo
        options.background = .color(red: 255, green: 0, blue: 255)
        options.coverage = 0...1
        return options
      }(), smoothing: .adaptive)
    let pool = ThreadPool(threadCount: 1)
    let effect = try FrameEffect(
      segmenter: try Fixtures.segmenter(), width: 480, height: 320, options: options, pool: pool)
    let still = Fixtures.scene(480, 320, object: (200..<400, 40..<320), contrast: 80)
    _ = Fixtures.process(
      Fixtures.scene(480, 320, object: (20..<200, 40..<320), contrast: 80), effect)
    var last = Fixtures.process(still, effect).0
    for _ in 0..<20 {
      let (result, report) = Fixtures.process(still, effect)
      #expect(report.mask == .reused)
      last = result
    }
    let alone = try FrameEffect(
      segmenter: try Fixtures.segmenter(), width: 480, height: 320, options: options, pool: pool)
    #expect(last == Fixtures.process(still, alone).0)
  }
}
