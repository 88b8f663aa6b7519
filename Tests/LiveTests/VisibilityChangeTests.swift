import Compositing
import Devices
import Imaging
import Testing
import Threads

@testable import Live

/// Effects that change while the picture stands still and its mask could be used again.
@Suite struct VisibilityChangeTests {
  private static let pool = ThreadPool(threadCount: 1)
  private static let red: [UInt8] = [81, 90, 240]
  private static let blue: [UInt8] = [41, 240, 110]

  /// An effect on red, unless `change` says otherwise.
  private static func effect(
    _ smoothing: MaskSmoothing = .standard, background: Frame? = nil,
    _ change: (inout CompositorOptions) -> Void = { _ in }
  ) throws -> LiveEffect {
    var options = CompositorOptions.demo
    options.background = .color(red: 255, green: 0, blue: 0)
    change(&options)
    return try LiveEffect(
      options, smoothing: smoothing, background: background,
      mode: OutputMode(width: 32, height: 24, framesPerSecond: 30), mask: (16, 12), pool: pool)
  }

  /// A mask of 0.35 everywhere is nobody at the default coverage, and everybody at a lower one: the gate
  /// must close before a frame leaves.
  @Test(arguments: [0.1, 0.2, 0.3, 0.34] as [Float], MaskSmoothing.allCases)
  func aLowerCoverageShowsNoRoom(low: Float, smoothing: MaskSmoothing) throws {
    let stage = try Stage(effect: try Self.effect(smoothing))
    stage.finder.plainMask = 89
    for _ in 0..<10 { _ = stage.tick() }
    #expect(stage.session.statistics[.passed] == 8 && stage.session.statistics[.skipped] == 7)
    stage.session.use(try Self.effect(smoothing) { $0.coverage = low...low + 0.01 })
    for _ in 0..<10 { _ = stage.tick() }
    #expect(stage.canaryCount == 0)
    #expect(stage.session.processing.gate.fault == .everythingPerson)
    // And back again: three masks, and the frames pass as before.
    stage.session.use(try Self.effect(smoothing))
    let passed = stage.session.statistics[.passed]
    for _ in 0..<10 { _ = stage.tick() }
    #expect(stage.session.statistics[.passed] == passed + 8 && stage.canaryCount == 0)
  }

  private static let changes:
    [(String, MaskSmoothing, @Sendable (inout CompositorOptions) -> Void)] =
      [
        ("coverage LO", .standard, { $0.coverage = 0.4...0.75 }),
        ("coverage HI", .standard, { $0.coverage = 0.5...0.6 }),
        (
          "keep region", .standard,
          { $0.keepRegions = [Region(x: 12, y: 12, width: 1, height: 1, unit: .pixels)] }
        ),
        (
          "drop region", .standard,
          { $0.dropRegions = [Region(x: 0, y: 0, width: 3, height: 3, unit: .pixels)] }
        ),
        ("smoothing", .off, { _ in }), ("filter", .standard, { $0.filter = .none }),
        (
          "to the guided filter", .standard,
          {
            $0.filter = .guided
            $0.coverage = 0...1
          }
        ),
        ("sigma space", .standard, { $0.sigmaSpace = 2 }),
        ("sigma color", .standard, { $0.sigmaColor = 0.2 }),
        ("mirror", .standard, { $0.mirror = true }),
        ("main person", .standard, { $0.hygiene.onlyMainPerson = true }),
        ("outline", .standard, { $0.hygiene.growth = 0.5 }),
        ("edge colors", .standard, { $0.decontaminate = true }),
      ]

  /// Whatever changes which parts of a frame show: what lies ready no longer leaves, and the next frame is
  /// inferred and judged.
  @Test(arguments: changes.indices)
  func whatIsVisibleIsJudgedAnew(index: Int) throws {
    let (name, smoothing, change) = Self.changes[index]
    let stage = try Stage(effect: try Self.effect())
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson && stage.finder.inferenceCount == 3)
    stage.session.use(try Self.effect(smoothing, change))
    stage.wasPerson = false
    stage.session.output.step()
    #expect(!stage.wasPerson && stage.firstPixel == Self.red, "\(name): an old frame leaves")
    let passed = stage.session.statistics[.passed]
    for _ in 0..<3 {
      // The first is inferred and sound, and passes; its mask is used again.
      _ = stage.tick()
      #expect(stage.finder.inferenceCount == 4, "\(name)")
    }
    #expect(stage.session.statistics[.passed] == passed + 3, "\(name)")
    #expect(stage.canaryCount == 0, "\(name)")
  }

  /// What stands behind the person settles nothing about what shows of the frame: nothing is inferred, and
  /// no frame is lost.
  @Test func anotherBackgroundIsPutInForceAtOnce() throws {
    let picture = Frame(
      width: 32, height: 24, pixels: (0..<32 * 24).flatMap { _ in [0, 0, 255, 255] })
    let stage = try Stage(effect: try Self.effect())
    for _ in 0..<8 { _ = stage.tick() }
    let changes: [LiveEffect] = [
      try Self.effect { $0.background = .color(red: 0, green: 0, blue: 255) },
      try Self.effect(background: picture) { $0.background = .image },
      try Self.effect(background: picture) {
        $0.background = .image
        $0.lightWrap = 0.5
        $0.blend = .linearDodge
        $0.wrapSource = .blurred
      },
    ]
    for effect in changes {
      stage.session.use(effect)
      stage.wasPerson = false
      stage.session.output.step()
      #expect(stage.wasPerson)
      #expect(stage.tick())
    }
    #expect(stage.finder.inferenceCount == 3)
  }

  /// Frames of an effect that shows more of the room are held back as soon as one is given that shows
  /// less.
  @Test(arguments: [
    (BackgroundEffect.none, BackgroundEffect.blur(strength: 20)),
    (.none, .color(red: 255, green: 0, blue: 0)), (.blur(strength: 0), .blur(strength: 20)),
    (.blur(strength: 5), .blur(strength: 20)),
    (.blur(strength: 20), .color(red: 1, green: 1, blue: 1)),
  ])
  func whatShowedMoreIsHeldBack(before: BackgroundEffect, after: BackgroundEffect) throws {
    let stage = try Stage(effect: try Self.effect { $0.background = before })
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson)
    stage.session.use(try Self.effect { $0.background = after })
    let before = stage.canaryCount
    stage.wasPerson = false
    stage.session.output.step()
    #expect(!stage.wasPerson)
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson && stage.canaryCount == before)
  }

  /// After an effect without masks those from before it are forgotten: the gate is closed, as at the start.
  @Test func masksFromBeforeAnEffectWithoutAreForgotten() throws {
    let stage = try Stage(effect: try Self.effect())
    for _ in 0..<8 { _ = stage.tick() }
    stage.session.use(try Self.effect { $0.background = .none })
    for _ in 0..<3 { #expect(stage.tick()) }
    stage.session.use(try Self.effect())
    #expect((0..<4).map { _ in stage.tick() } == [false, false, true, true])
    #expect(stage.finder.inferenceCount == 6)
  }

  /// The slate is the one of the effect that was given last, from then on, whether or not a frame passes.
  @Test func theSlateIsTheNewEffects() throws {
    let stage = try Stage(effect: try Self.effect())
    stage.finder.plainMask = 255
    for _ in 0..<4 { _ = stage.tick() }
    #expect(stage.firstPixel == Self.red)
    stage.session.use(try Self.effect { $0.background = .color(red: 0, green: 0, blue: 255) })
    stage.session.output.step()
    #expect(stage.firstPixel == Self.blue)
    for _ in 0..<4 { _ = stage.tick() }
    #expect(stage.firstPixel == Self.blue)
    // A blur's is gray, not what the effect before showed.
    stage.session.use(try Self.effect { $0.background = .blur(strength: 20) })
    stage.session.output.step()
    #expect(stage.firstPixel == [71, 128, 128])
  }

  /// When the gate closes, smoothing begins anew: the first frame that passes shows its own mask alone.
  @Test(arguments: MaskSmoothing.allCases)
  func smoothingBeginsAnewWhenTheGateCloses(smoothing: MaskSmoothing) throws {
    let wide: @Sendable (inout CompositorOptions) -> Void = { $0.coverage = 0.1...1 }
    let stage = try Stage(effect: try Self.effect(smoothing, wide))
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson)
    // The same picture, each frame inferred, failing, and then with a weaker mask.
    var fails = true
    stage.finder.fault = { fails ? .throwing : nil }
    stage.finder.alwaysDiffers = true
    for _ in 0..<3 { _ = stage.tick() }
    fails = false
    let fresh = try Stage(effect: try Self.effect(smoothing, wide))
    for finder in [stage.finder, fresh.finder] { finder.personLevel = 120 }
    let passed = stage.session.statistics[.passed]
    for _ in 0..<3 {
      _ = stage.tick()
      _ = fresh.tick()
    }
    #expect(stage.session.statistics[.passed] == passed + 1)
    #expect(fresh.session.statistics[.passed] == 1)
    #expect(stage.frameBytes == fresh.frameBytes)
  }

  /// From a blur to a color: the blurred frame that lies ready shows more of the room than the color does,
  /// and no longer leaves. The first effect of the session was no blur either.
  @Test func aBlurThatIsTakenAwayNoLongerLeaves() throws {
    let stage = try Stage(effect: try Self.effect())
    for _ in 0..<8 { _ = stage.tick() }
    stage.session.use(try Self.effect { $0.background = .blur(strength: 12) })
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.wasPerson && stage.firstPixel != Self.red)
    stage.session.use(try Self.effect())
    stage.wasPerson = false
    stage.session.output.step()
    #expect(!stage.wasPerson && stage.firstPixel == Self.red)
  }
}
