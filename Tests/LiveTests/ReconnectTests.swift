import Compositing
import Devices
import Imaging
import Testing

@testable import Live

/// Devices that come and go, step by step on a scripted clock.
@Suite struct ReconnectTests {
  @Test func theFirstFramesAreSlates() throws {
    let stage = try Stage()
    #expect((0..<5).map { _ in stage.tick() } == [false, false, true, true, true])
    #expect(stage.finder.inferenceCount == 3)
    #expect(stage.session.statistics[.skipped] == 2)
    #expect(stage.told.isEmpty)
  }

  @Test func aLostCameraComesBackWithoutOldMasks() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    let frames = stage.camera.onNextFrame
    let opening = stage.camera.onOpen
    stage.camera.onNextFrame = { _ throws(DeviceError) in throw .lost("gone") }
    stage.camera.onOpen = { () throws(DeviceError) in throw .absent("nowhere") }
    #expect(!stage.tick())
    #expect(!stage.camera.isOpen)
    #expect(stage.told == [.cameraLost(reason: "gone")])
    // It is tried after 0.25, 0.5, 1, 2, 4 s, then every 5 s.
    var attempts: [Duration] = []
    let start = stage.clock.now
    stage.camera.onOpen = { [unowned stage] () throws(DeviceError) in
      attempts.append(stage.clock.now - start)
      throw .busy("held")
    }
    while attempts.count < 7 { #expect(!stage.tick()) }
    let waits = zip(attempts, [.zero] + attempts).map { $0 - $1 }
    for (wait, step) in zip(waits, BackOff.steps + [.seconds(5)]) {
      #expect(wait >= step - .milliseconds(100) && wait < step + .milliseconds(100), "\(wait)")
    }
    #expect(stage.told.count == 1)
    stage.camera.onOpen = opening
    stage.camera.onNextFrame = frames
    let inferenceCount = stage.finder.inferenceCount
    while stage.told.count == 1 { #expect(!stage.tick()) }
    #expect(stage.told.last == .cameraBack(name: "/dev/camera"))
    // The picture is the same as before, and yet it is inferred three times before it is shown.
    #expect((0..<3).map { _ in stage.tick() } == [false, true, true])
    #expect(stage.finder.inferenceCount == inferenceCount + 3)
  }

  @Test func aCameraThatIsHeldIsWaitedFor() throws {
    let stage = try Stage(cameraFailure: .busy("held"))
    #expect(stage.session.outputMode.width == 32 && stage.session.outputMode.height == 24)
    #expect(stage.told == [.cameraLost(reason: "held")])
    var tickCount = 0
    while !stage.tick() { tickCount += 1 }
    // A quarter of a second and three masks, at 30 frames a second and 100 ms a wait.
    #expect(tickCount < 12)
    #expect(stage.told.last == .cameraBack(name: "/dev/camera"))
    for failure in [DeviceError.absent("none"), .unusable("no camera")] {
      #expect(throws: failure) { _ = try Stage(cameraFailure: failure) }
    }
  }

  @Test func aSilentCameraIsOpenedAgain() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    let frames = stage.camera.onNextFrame
    let clock = stage.clock
    stage.camera.onNextFrame = { _ throws(DeviceError) in
      clock.advance(by: .milliseconds(100))
      throw .timedOut
    }
    // The last frame is repeated for a second, then the slate is shown.
    let start = stage.clock.now
    var shownUntil = start
    while stage.camera.isOpen {
      if stage.tick() { shownUntil = stage.clock.now }
    }
    #expect(shownUntil - start < .milliseconds(1100) && shownUntil - start > .milliseconds(800))
    #expect(stage.clock.now - start > CameraLoop.silenceLimit - .milliseconds(100))
    #expect(stage.told.count == 1)
    stage.camera.onNextFrame = frames
    while !stage.tick() {}
    #expect(stage.camera.openCount == 2)
  }

  @Test func aLostOutputIsOpenedAgain() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    stage.output.onSubmit = { () throws(DeviceError) in throw .lost("unloaded") }
    stage.output.onOpen = { () throws(DeviceError) in throw .absent("not there") }
    for _ in 0..<60 { _ = stage.tick() }
    #expect(stage.told == [.outputLost(reason: "unloaded")])
    let before = stage.session.statistics
    stage.output.onSubmit = {}
    stage.output.onOpen = {}
    while !stage.tick() {}
    #expect(stage.output.isOpen)
    #expect(stage.told.last == .outputBack(name: "/dev/virtual"))
    // Meanwhile frames were processed, and dropped one a tick.
    #expect(before[.dropped] == 60)
    #expect(before[.passed] > 50)
    // Nobody reads: frames are dropped, nothing is said, the device stays open.
    stage.output.onSubmit = { () throws(DeviceError) in throw .timedOut }
    for _ in 0..<10 { _ = stage.tick() }
    #expect(stage.output.isOpen && stage.told.count == 2)
  }

  @Test func aStalledInferenceIsNotWaitedFor() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    var stalled = true
    var shown: [Bool] = []
    stage.finder.fault = {
      defer { stalled = false }
      return stalled ? .stall : nil
    }
    // Frames differ, so that the next is inferred.
    let moved = CanaryScene(scale: 1, isOdd: false, x: 12, y: 8).frame()
    stage.camera.onNextFrame = { body in
      moved.withView {
        body(
          CapturedFrame(picture: .pixels($0), captureTime: .zero, sequence: 0, isFlawed: false))
      }
    }
    stage.finder.onStall = {
      for _ in 0..<30 {
        stage.wasPerson = false
        stage.session.output.step()
        shown.append(stage.wasPerson)
      }
    }
    stage.session.camera.step()
    _ = stage.session.processing.step()
    // Half a second of the frame before, then slates; and the late mask closes the gate.
    #expect(shown.prefix(15).allSatisfy(\.self) && !shown.suffix(14).contains(true))
    #expect(stage.told == [.inferenceStalled])
    #expect((0..<4).map { _ in stage.tick() } == [false, false, true, true])
  }

  /// The virtual camera is opened again after 0.25, 0.5, 1, 2, 4 s, then every 5 s, never sooner; and after
  /// a success the waits begin anew.
  @Test func aLostOutputIsTriedWithWaits() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    for _ in 0..<2 {
      var attempts: [Duration] = []
      let start = stage.clock.now
      stage.output.onSubmit = { () throws(DeviceError) in throw .lost("unloaded") }
      stage.output.onOpen = { [unowned stage] () throws(DeviceError) in
        attempts.append(stage.clock.now - start)
        throw .absent("not there")
      }
      while attempts.count < 7 { _ = stage.tick() }
      let waits = zip(attempts, [.zero] + attempts).map { $0 - $1 }
      for (wait, step) in zip(waits, BackOff.steps + [.seconds(5)]) {
        #expect(wait >= step - .milliseconds(35) && wait < step + .milliseconds(70), "\(waits)")
      }
      stage.output.onSubmit = {}
      stage.output.onOpen = {}
      while !stage.tick() {}
    }
  }

  /// A camera that came back and is lost again is tried with the first wait, not with the last.
  @Test func aCameraThatCameBackIsTriedSoon() throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    let (frames, opening) = (stage.camera.onNextFrame, stage.camera.onOpen)
    for _ in 0..<3 {
      var attempts: [Duration] = []
      let start = stage.clock.now
      stage.camera.onNextFrame = { _ throws(DeviceError) in throw .lost("gone") }
      stage.camera.onOpen = { [unowned stage] () throws(DeviceError) in
        attempts.append(stage.clock.now - start)
        throw .absent("nowhere")
      }
      while attempts.count < 3 { _ = stage.tick() }
      #expect(attempts[0] < .milliseconds(400), "\(attempts)")
      stage.camera.onNextFrame = frames
      stage.camera.onOpen = opening
      while !stage.tick() {}
    }
  }

  @Test func waitsBeginAnewAfterASuccess() {
    var backOff = BackOff()
    for step in BackOff.steps + [.seconds(5), .seconds(5)] { #expect(backOff.next() == step) }
    backOff.reset()
    #expect(backOff.next() == .milliseconds(250) && backOff.next() == .milliseconds(500))
  }

  /// Steps are short however slow the output is, so that the end of a session is noticed.
  @Test func aSlowOutputIsNotSleptThrough() {
    let clock = ScriptedClock()
    var frames = 0
    let output = ScriptedOutput()
    output.onFrame = { _ in frames += 1 }
    do {
      let camera = ScriptedCamera(
        open: {
          CaptureMode(
            width: 32, height: 24, framesPerSecond: 1, content: .pixels(.rgba, ColorEncoding()))
        }, nextFrame: { _ throws(DeviceError) in throw .timedOut })
      let session = try LiveSession(
        try LiveOpening(camera: camera, wish: CaptureWish(), output: output),
        finder: ScriptedFinder(), effect: try ScheduleEffects().image, clock: clock,
        onEvent: { _ in })
      session.output.step()
      let start = clock.now
      for step in 1...30 {
        session.output.step()
        #expect(clock.now - start <= .milliseconds(100 * step))
      }
      #expect(frames == 4)
    } catch { Issue.record("\(error)") }
  }

  /// Somebody who is there when the camera comes back did not jump there.
  @Test func masksOfAnotherCameraAreNotCompared() throws {
    func frame(personColumns: Int) -> Frame {
      Frame(
        width: 32, height: 24,
        pixels: (0..<32 * 24).flatMap { cell in
          (cell % 32 < personColumns ? CanaryScene.person : CanaryScene.margin) + [255]
        })
    }
    func show(_ frame: Frame, on stage: Stage) {
      let clock = stage.clock
      var sequence: UInt32 = 0
      stage.camera.onNextFrame = { body in
        sequence += 1
        frame.withView {
          body(
            CapturedFrame(
              picture: .pixels($0), captureTime: clock.now, sequence: sequence, isFlawed: false))
        }
      }
    }
    let stage = try Stage()
    show(frame(personColumns: 0), on: stage)
    for _ in 0..<8 { _ = stage.tick() }
    #expect(stage.session.processing.gate.fault == nil)
    stage.camera.onNextFrame = { _ throws(DeviceError) in throw .lost("gone") }
    _ = stage.tick()
    show(frame(personColumns: 16), on: stage)
    let before = stage.session.statistics
    while stage.session.statistics.since(before)[.passed] == 0 { _ = stage.tick() }
    #expect(stage.session.statistics.since(before)[.withheld] == 2)
  }

  /// A virtual camera that nobody reads gets half of a frame's time.
  @Test func submissionsDoNotWaitForLong() throws {
    let stage = try Stage()
    for _ in 0..<4 { _ = stage.tick() }
    #expect(stage.output.patience > .milliseconds(16) && stage.output.patience < .milliseconds(17))
  }

  @Test(arguments: [0, -5, .infinity, .nan] as [Double])
  func ratesThatADriverMadeUpAreThirty(rate: Double) throws {
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: rate, content: .pixels(.rgba, ColorEncoding()))
      }, nextFrame: { _ in })
    let opening = try LiveOpening(camera: camera, wish: CaptureWish(), output: ScriptedOutput())
    #expect(opening.outputMode.framesPerSecond == 30)
  }

  @Test func anOutputThatCannotBeOpenedClosesTheCamera() throws {
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
      }, nextFrame: { _ in })
    let output = ScriptedOutput()
    output.onOpen = { () throws(DeviceError) in throw .unusable("broken") }
    #expect(throws: DeviceError.unusable("broken")) {
      try LiveOpening(camera: camera, wish: CaptureWish(), output: output)
    }
    #expect(!camera.isOpen && camera.openCount == 1)
  }
}
