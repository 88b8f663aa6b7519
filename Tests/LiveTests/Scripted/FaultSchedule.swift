import Compositing
import Devices
import Imaging
import TestSupport
import Threads

@testable import Live

/// Report of one schedule: what it did and found.
struct ScheduleOutcome {
  /// Canaries in frames that left while no effect was wanted that shows the room.
  var canaryCount = 0
  /// Frames that left.
  var frameCount = 0
  /// Frames that left and showed a person.
  var personFrameCount = 0
  /// Canaries that a person asked for, by `none`.
  var wantedCanaryCount = 0
  var statistics = LiveStatistics()
}

/// One seeded run of a whole session on one thread: a generator decides which loop makes its next
/// step, what the devices answer, what goes wrong in an inference, and what happens elsewhere while
/// one stalls.
final class FaultSchedule {
  private var generator: SeededGenerator
  /// Decides about budgets alone.
  private var budgetGenerator: SeededGenerator
  private let clock = ScriptedClock()
  private let effects: ScheduleEffects
  private let output = ScriptedOutput()
  private let finder = ScriptedFinder()
  private let detector: CanaryDetector
  private var scene: CanaryScene
  private var session: LiveSession?
  private var outcome = ScheduleOutcome()
  private var sequence: UInt32 = 0
  private var revealsRoom = false
  private var faultRun: (fault: ScriptedFinder.Fault, rest: Int)?

  init(seed: UInt64, effects: ScheduleEffects) throws {
    generator = SeededGenerator(state: seed)
    budgetGenerator = SeededGenerator(state: ~seed)
    self.effects = effects
    scene = CanaryScene(scale: 1, isOdd: false, x: 5, y: 5)
    detector = try CanaryDetector(width: 32, height: 24)
  }

  /// Makes `stepCount` steps.
  func run(
    stepCount: Int, policy: GatePolicy = GatePolicy(), judge: (any MaskJudge)? = nil
  ) throws -> ScheduleOutcome {
    let camera = ScriptedCamera(open: openCamera, nextFrame: nextFrame)
    output.onFrame = { [unowned self] in look(at: $0) }
    output.onSubmit = { [unowned self] () throws(DeviceError) in
      if chance(3) { throw chance(50) ? .timedOut : .lost("output") }
    }
    let opening = try LiveOpening(camera: camera, wish: CaptureWish(), output: output)
    output.onOpen = { [unowned self] () throws(DeviceError) in
      if chance(40) { throw .absent("output") }
    }
    finder.fault = { [unowned self] in nextFault() }
    finder.onStall = { [unowned self] in stall() }
    let (first, reveals) = effects.any(using: &generator)
    revealsRoom = reveals
    let session = try LiveSession(
      opening, finder: finder, effect: first, decoder: BrokenDecoder(), policy: policy,
      judge: judge ?? GateState(policy: policy), clock: clock, onEvent: { _ in })
    self.session = session
    keepBudget(session)
    for _ in 0..<stepCount { step(session) }
    self.session = nil
    outcome.statistics = session.statistics
    return outcome
  }

  private func step(_ session: LiveSession) {
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<36: session.camera.step()
    case 36..<68: _ = session.processing.step()
    case 68..<98: session.output.step()
    default:
      let (effect, reveals) = effects.any(using: &generator)
      session.use(effect)
      revealsRoom = reveals
      keepBudget(session)
    }
    if chance(2) { clock.advance(by: .milliseconds(Int.random(in: 0...1500, using: &generator))) }
  }

  /// Has frames left out to keep a budget, in a third of all cases.
  private func keepBudget(_ session: LiveSession) {
    let isShort = Int.random(in: 0..<3, using: &budgetGenerator) == 0
    session.limitPictures(to: isShort ? .random(in: 0.2...0.9, using: &budgetGenerator) : 1)
  }

  /// Other threads go on, past the deadline.
  private func stall() {
    guard let session else { return }
    clock.advance(by: .milliseconds(501))
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      if chance(50) { session.camera.step() }
      session.output.step()
    }
  }

  private func openCamera() throws(DeviceError) -> CaptureMode {
    if session != nil && chance(40) {
      throw [.busy("camera"), .absent("camera"), .unusable("camera")].randomElement(
        using: &generator) ?? .timedOut
    }
    // The first mode settles the output's size.
    if session != nil {
      scene = CanaryScene(
        scale: chance(50) ? 1 : 2, isOdd: chance(30), x: scene.x, y: scene.y)
    }
    return CaptureMode(
      width: scene.width, height: scene.height, framesPerSecond: 30,
      content: .pixels(.rgba, ColorEncoding()))
  }

  private func nextFrame(_ body: (borrowing CapturedFrame) -> Void) throws(DeviceError) {
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<3: throw .lost("camera")
    case 3..<6: throw .timedOut
    case 6..<40: break  // a still scene
    case 40..<55: scene.offset = Int.random(in: 0...3, using: &generator)
    case 55..<90:
      scene.x += Int.random(in: -2...2, using: &generator)
      scene.y += Int.random(in: -2...2, using: &generator)
    case 90..<97:
      scene.x = Int.random(in: -4..<28, using: &generator)
      scene.y = Int.random(in: -4..<20, using: &generator)
    default: scene.scale = 3 - scene.scale  // a driver that changes the size by itself
    }
    sequence &+= chance(5) ? 3 : 1
    let (isFlawed, isJPEG) = (chance(4), chance(3))
    let (time, number) = (clock.now, sequence)
    effects.frames.frame(scene).withView { view in
      let picture: CapturedFrame.Picture =
        isJPEG ? .jpeg(UnsafeRawBufferPointer(start: nil, count: 0)) : .pixels(view)
      body(
        CapturedFrame(
          picture: picture, captureTime: time, sequence: number, isFlawed: isFlawed))
    }
  }

  /// Runs of one fault: a wrong mask that stays for long is a new scene to any policy, so jumps come
  /// at most twice in a row, with a sound mask behind them.
  private func nextFault() -> ScriptedFinder.Fault? {
    if let run = faultRun {
      faultRun = run.rest > 0 ? (run.fault, run.rest - 1) : nil
      return run.rest > 0 ? run.fault : nil
    }
    guard chance(15), let fault = ScriptedFinder.Fault.allCases.randomElement(using: &generator)
    else { return nil }
    let longest = fault == .jump ? 2 : 4
    faultRun = (fault, Int.random(in: 1...longest, using: &generator) - 1)
    return fault
  }

  private func look(at view: FrameView) {
    outcome.frameCount += 1
    let found = detector.look(at: view)
    if revealsRoom {
      outcome.wantedCanaryCount += found.canaries
    } else {
      outcome.canaryCount += found.canaries
    }
    if found.hasPerson { outcome.personFrameCount += 1 }
  }

  private func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }
}

/// Every JPEG file is broken.
private final class BrokenDecoder: JPEGPictureDecoder {
  func decode(_ file: UnsafeRawBufferPointer, _ body: (FrameView) -> Void) -> Bool { false }
}

/// Effects that are prepared once for many schedules of one thread, and drawn scenes.
final class ScheduleEffects {
  let frames = SceneFrames()
  private let effects: [(LiveEffect, Bool)]

  init() throws {
    let pool = ThreadPool(threadCount: 1)
    let mode = OutputMode(width: 32, height: 24, framesPerSecond: 30)
    var blue = [UInt8]()
    for index in 0..<32 * 24 { blue += [20, 40, UInt8(120 + index % 100), 255] }
    let background = Frame(width: 32, height: 24, pixels: blue)
    func make(
      _ smoothing: MaskSmoothing = .standard, _ change: (inout CompositorOptions) -> Void
    ) throws -> (LiveEffect, Bool) {
      var options = CompositorOptions()
      change(&options)
      let effect = try LiveEffect(
        options, smoothing: smoothing,
        background: options.background == .image ? background : nil, mode: mode,
        mask: (16, 12), pool: pool)
      return (effect, effect.revealsRoom)
    }
    effects = [
      try make { $0.background = .image },
      try make(.off) { $0.background = .image },
      try make {
        $0.background = .image
        $0.filter = .guided
        $0.coverage = 0.6...0.9
      },
      try make { $0.background = .color(red: 30, green: 60, blue: 160) },
      try make { $0.background = .blur(strength: 20) },
      try make(.off) { $0.background = .blur(strength: 20) },
      try make { $0.background = .none },
      try make {
        $0.background = .image
        $0.keepRegions = [Region(x: 0, y: 0, width: 8, height: 8, unit: .pixels)]
      },
    ]
  }

  /// A picture behind the person.
  var image: LiveEffect { effects[0].0 }
  /// The room, blurred beyond recognition.
  var blur: LiveEffect { effects[4].0 }

  func any(using generator: inout SeededGenerator) -> (LiveEffect, Bool) {
    effects.randomElement(using: &generator) ?? effects[0]
  }
}

/// Scenes as they were drawn, since many schedules show the same.
final class SceneFrames {
  private var frames: [CanaryScene: Frame] = [:]

  func frame(_ scene: CanaryScene) -> Frame {
    if let frame = frames[scene] { return frame }
    let frame = scene.frame()
    frames[scene] = frame
    return frame
  }
}
