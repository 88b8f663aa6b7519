import Devices
import Effects
import Foundation
import Imaging
import Testing

@testable import Live

/// A camera that is open only while somebody reads, and pauses.
@Suite struct DemandTests {
  /// A session on demand whose readers a test says.
  private func demandStage(keepsFrames: Bool = false) throws -> Stage {
    let stage = try Stage(isOnDemand: true)
    stage.output.takesFramesUnread = keepsFrames
    stage.output.onReadership = { .nobody }
    return stage
  }

  /// Ticks until the person is seen; how many it took.
  private func ticksUntilPerson(_ stage: Stage) -> Int {
    for count in 1...20 where stage.tick() { return count }
    return 0
  }

  @Test func theCameraIsOpenOnlyWhileSomebodyReads() throws {
    let stage = try demandStage()
    #expect(stage.camera.openCount == 0 && stage.output.isOpen)
    // Nothing is done, and nothing is due for long.
    let start = stage.clock.now
    for _ in 0..<10 {
      #expect(!stage.session.camera.step())
      let time = try #require(stage.session.output.step())
      #expect(time - start > .seconds(60))
    }
    #expect(stage.clock.now == start && stage.output.frameCount == 0)
    #expect(stage.session.cameraState == .closed && !stage.camera.isOpen)

    // A reader: the slate at once, and the person as soon as three masks are sound.
    stage.output.onReadership = { .somebody }
    #expect(stage.session.output.step() == nil)
    #expect(stage.clock.now == start && stage.output.frameCount == 1 && !stage.wasPerson)
    #expect(stage.session.camera.step() && stage.camera.isOpen)
    let opening = stage.clock.now
    #expect(ticksUntilPerson(stage) == 3)
    #expect(stage.clock.now - opening < .milliseconds(400))
    #expect(stage.session.cameraState == .open)

    // A reader who lets go for a moment.
    stage.output.onReadership = { .nobody }
    for _ in 0..<30 { _ = stage.tick() }
    #expect(stage.camera.isOpen)
    stage.output.onReadership = { .somebody }
    #expect(stage.tick())
    #expect(stage.camera.openCount == 1)

    // The last one is gone.
    stage.output.onReadership = { .nobody }
    let end = stage.clock.now
    while stage.session.output.step() == nil { #expect(stage.session.camera.step()) }
    #expect(!stage.session.camera.step() && !stage.camera.isOpen)
    #expect(stage.clock.now - end <= .seconds(2))
    #expect(stage.told == [.readersCame, .readersLeft])
    #expect(stage.canaryCount == 0)
  }

  @Test func whoKeepsFramesGetsASlateASecond() throws {
    let stage = try demandStage(keepsFrames: true)
    for count in 1...5 {
      let time = try #require(stage.session.output.step())
      #expect(stage.output.frameCount == count && !stage.wasPerson)
      #expect(time == stage.clock.now + .seconds(1))
      #expect(stage.session.output.step() == time && stage.output.frameCount == count)
      stage.clock.sleep(until: time)
    }
    #expect(stage.camera.openCount == 0)
  }

  /// Who can't tell of readers is taken to have some.
  @Test func unknownReadersAreReaders() throws {
    let stage = try demandStage()
    stage.output.onReadership = { .unknown }
    #expect(stage.session.output.step() == nil)
    #expect(stage.session.camera.step() && stage.camera.isOpen)
  }

  /// A frame that was on its way when the camera was closed is not shown when it is opened again, however
  /// quickly that goes.
  @Test(arguments: [false, true]) func noFrameComesBack(isPause: Bool) throws {
    let stage = try Stage(isOnDemand: !isPause)
    stage.output.onReadership = { .somebody }
    _ = stage.session.output.step()
    #expect(ticksUntilPerson(stage) > 0)
    // Captured, and not yet processed.
    stage.session.camera.step()
    if isPause {
      stage.session.pause()
      stage.session.camera.step()
      stage.session.resume()
    } else {
      stage.session.signals.demand.setHasReaders(false)
      stage.session.camera.step()
      stage.session.signals.demand.setHasReaders(true)
    }
    #expect(!stage.camera.isOpen)
    // Now it passes the gate, by a mask of its own.
    #expect(stage.session.processing.step())
    stage.session.camera.step()
    stage.session.camera.step()
    stage.wasPerson = false
    stage.session.output.step()
    #expect(stage.camera.isOpen && !stage.wasPerson, "from before")
    // The frames of the new connection: three masks.
    #expect(!stage.tick(camera: false) && !stage.tick() && stage.tick())
  }

  /// A pause that is over before the camera's thread has seen it.
  @Test func aShortPauseForgetsToo() throws {
    let stage = try Stage()
    #expect(ticksUntilPerson(stage) > 0)
    stage.session.pause()
    #expect(!stage.tick(camera: false), "the slate at once")
    stage.session.resume()
    stage.session.camera.step()
    #expect(!stage.camera.isOpen, "opened anew: its queue holds frames of before")
    stage.session.camera.step()
    #expect(!stage.tick() && !stage.tick() && stage.tick())
    #expect(stage.camera.openCount == 2)
  }

  @Test func aPauseClosesTheCamera() throws {
    let stage = try Stage()
    #expect(ticksUntilPerson(stage) > 0)
    stage.session.pause()
    for _ in 0..<10 { #expect(!stage.tick()) }
    #expect(!stage.camera.isOpen && stage.session.isPaused && stage.session.cameraState == .closed)
    #expect(stage.output.frameCount > 10, "the slate goes on")
    #expect(stage.told == [], "a pause is no loss")
    stage.session.resume()
    stage.session.camera.step()
    #expect(ticksUntilPerson(stage) == 3)
    #expect(stage.canaryCount == 0)
  }

  /// A virtual camera that is gone while nobody reads is opened again, with waits.
  @Test func aLostOutputIsNoticedAtRest() throws {
    let stage = try demandStage()
    stage.output.onReadership = { () throws(DeviceError) in throw .lost("gone") }
    let time = try #require(stage.session.output.step())
    #expect(!stage.output.isOpen && time == stage.clock.now + .milliseconds(250))
    stage.output.onReadership = { .somebody }
    #expect(stage.session.output.step() == time, "not before its time")
    stage.clock.sleep(until: time)
    #expect(stage.session.output.step() == nil)
    #expect(stage.output.isOpen && stage.output.frameCount == 1)
    #expect(stage.told.contains(.outputLost(reason: "gone")))
    #expect(stage.told.contains(.outputBack(name: stage.output.name)))
  }

  /// Several virtual cameras: one that fails holds no other up.
  @Test func outputsAreIndependent() throws {
    let other = ScriptedOutput()
    let stage = try Stage(others: [other])
    #expect(ticksUntilPerson(stage) > 0)
    #expect(other.frameCount == stage.output.frameCount)
    let period = Duration.seconds(1) / 30
    #expect(abs((other.patience - period / 4) / .milliseconds(1)) < 0.001)
    other.onSubmit = { () throws(DeviceError) in throw .lost("other") }
    let count = other.frameCount
    #expect(stage.tick() && !other.isOpen && stage.output.isOpen)
    other.onSubmit = {}
    for _ in 0..<12 { #expect(stage.tick()) }
    #expect(other.isOpen && other.frameCount > count)
    #expect(stage.told.contains(.outputLost(reason: "other")))
    // One that takes no frames now.
    stage.output.onSubmit = { () throws(DeviceError) in throw .timedOut }
    let before = other.frameCount
    _ = stage.tick()
    #expect(other.frameCount == before + 1)
  }

  @Test func outputsMustTakeTheSameFrames() throws {
    let other = ScriptedOutput()
    other.answer = {
      OutputMode(width: $0.width, height: $0.height, framesPerSecond: 30, format: .nv12)
    }
    let first = ScriptedOutput()
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
      }, nextFrame: { _ in })
    #expect(throws: DeviceError.self) {
      try LiveOpening(camera: camera, wish: CaptureWish(), outputs: [first, other])
    }
    #expect(!camera.isOpen && !first.isOpen && !other.isOpen)
  }

  /// What leaves, and nothing else.
  @Test(.timeLimit(.minutes(1))) func snapshotsAreOfWhatLeaves() throws {
    let stage = try Stage()
    #expect(ticksUntilPerson(stage) > 0)
    final class Box: @unchecked Sendable { var frame: Frame? }
    let box = Box()
    let session = stage.session
    func snapshot() throws -> Frame {
      let done = DispatchSemaphore(value: 0)
      box.frame = nil
      DispatchQueue.global().async {
        box.frame = session.snapshot()
        done.signal()
      }
      while done.wait(timeout: .now()) == .timedOut {
        _ = stage.tick()
        usleep(1000)
      }
      return try #require(box.frame)
    }
    let detector = try CanaryDetector(width: 32, height: 24)
    let memory = try PictureMemory(width: 32, height: 24, format: .yuyv)
    func look(_ frame: Frame) -> (canaries: Int, hasPerson: Bool) {
      let converter = FrameConverter(
        width: 32, height: 24, from: PixelLayout(.rgba), to: PixelLayout(.yuyv))
      frame.withView { converter.convert($0, to: memory.view) }
      return detector.look(at: memory.view.readOnly)
    }
    #expect(look(try snapshot()).hasPerson)
    session.pause()
    let slate = look(try snapshot())
    #expect(!slate.hasPerson && slate.canaries == 0)
  }
}
