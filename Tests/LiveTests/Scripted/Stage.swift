import Devices
import Imaging

@testable import Live

/// A session whose scene stands still, and the time in it.
final class Stage {
  let clock = ScriptedClock()
  let camera: ScriptedCamera
  let output = ScriptedOutput()
  let events = EventList()
  let finder = ScriptedFinder()
  let session: LiveSession
  /// Whether the latest frame that left shows the person.
  var wasPerson = false
  /// Canaries in all frames that left.
  var canaryCount = 0
  /// The latest frame that left.
  var frameBytes: [UInt8] = []
  /// Luma and chroma of the latest frame's first pixel.
  var firstPixel: [UInt8] = []

  /// - Parameters:
  ///   - isOnDemand: whether the camera is open only while the output says that somebody reads.
  ///   - others: virtual cameras beside `output`.
  init(
    cameraFailure: DeviceError? = nil, effect: LiveEffect? = nil, isOnDemand: Bool = false,
    others: [ScriptedOutput] = []
  ) throws {
    let scene = CanaryScene(scale: 1, isOdd: false, x: 8, y: 8)
    let frame = scene.frame()
    var sequence: UInt32 = 0
    var failure = cameraFailure
    camera = ScriptedCamera(
      open: { () throws(DeviceError) in
        defer { failure = nil }
        if let failure { throw failure }
        return CaptureMode(
          width: 32, height: 24, framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
      }, nextFrame: { _ in })
    let events = events
    session = try LiveSession(
      try LiveOpening(
        camera: camera, wish: CaptureWish(width: 32, height: 24), outputs: [output] + others,
        isOnDemand: isOnDemand),
      finder: finder, effect: try effect ?? ScheduleEffects().image, clock: clock,
      onEvent: { events.append($0) })
    let clock = clock
    camera.onNextFrame = { body in
      sequence += 1
      let number = sequence
      let time = clock.now
      frame.withView {
        body(
          CapturedFrame(
            picture: .pixels($0), captureTime: time, sequence: number, isFlawed: false))
      }
    }
    let detector = try CanaryDetector(width: 32, height: 24)
    output.onFrame = { [unowned self] view in
      frameBytes = (0..<view.height).flatMap { y in
        (0..<view.width * 2).map { view.plane(0).row(y)[$0] }
      }
      let found = detector.look(at: view)
      wasPerson = found.hasPerson
      canaryCount += found.canaries
      firstPixel = [view.plane(0).row(0)[0], view.plane(0).row(0)[1], view.plane(0).row(0)[3]]
    }
  }

  /// Events that a person was told.
  var told: [LiveEvent] {
    session.signals.events.deliver()
    return events.events
  }

  /// A frame's way: whether what left shows the person.
  func tick(camera: Bool = true) -> Bool {
    if camera { session.camera.step() }
    _ = session.processing.step()
    wasPerson = false
    session.output.step()
    return wasPerson
  }
}
