import Compositing
import Devices
import Imaging
import Testing
import Threads

@testable import Live

/// Virtual cameras that take other frames than those they are asked for.
@Suite struct OutputModeTests {
  @Test func framesAreMadeForTheModeInEffect() throws {
    let (clock, output) = (ScriptedClock(), ScriptedOutput())
    let mode = OutputMode(
      width: 64, height: 48, framesPerSecond: 10, format: .nv12,
      encoding: ColorEncoding(.bt709, .full))
    var wanted: [OutputMode] = []
    output.answer = { wish in
      wanted.append(wish)
      return mode
    }
    let frame = CanaryScene(scale: 1, isOdd: false, x: 8, y: 8).frame()
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
      },
      nextFrame: { body in
        frame.withView {
          body(
            CapturedFrame(
              picture: .pixels($0), captureTime: clock.now, sequence: 0, isFlawed: false))
        }
      })
    let opening = try LiveOpening(camera: camera, wish: CaptureWish(), output: output)
    #expect(wanted == [OutputMode(width: 32, height: 24, framesPerSecond: 30)])
    #expect(opening.outputMode == mode)

    var options = CompositorOptions()
    options.background = .color(red: 0, green: 0, blue: 200)
    let effect = try LiveEffect(
      options, background: nil, mode: opening.outputMode, mask: (32, 24),
      pool: ThreadPool(threadCount: 1))
    let session = try LiveSession(
      opening, finder: ScriptedFinder(width: 64, height: 48), effect: effect, clock: clock,
      onEvent: { _ in })
    var times: [Duration] = []
    output.onFrame = { view in
      #expect(view.width == 64 && view.height == 48 && view.format == .nv12)
      #expect(view.encoding == mode.encoding)
      times.append(clock.now)
    }
    for _ in 0..<12 {
      session.camera.step()
      _ = session.processing.step()
      session.output.step()
    }
    #expect(session.statistics[.submitted] > session.statistics[.slates])
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    // The ticks are aligned once to the camera's frames.
    #expect(steps.count { $0 == .milliseconds(100) } >= steps.count - 1, "\(steps)")
  }

  @Test(arguments: [
    OutputMode(width: 64, height: 24, framesPerSecond: 30),
    OutputMode(width: 32, height: 48, framesPerSecond: 30),
    OutputMode(width: 32, height: 24, framesPerSecond: 30, format: .uyvy),
    OutputMode(
      width: 32, height: 24, framesPerSecond: 30, encoding: ColorEncoding(.bt709, .limited)),
  ])
  func anOutputThatCameBackForOtherFramesGetsNone(other: OutputMode) throws {
    let stage = try Stage()
    for _ in 0..<5 { _ = stage.tick() }
    stage.output.onSubmit = { () throws(DeviceError) in throw .lost("unloaded") }
    _ = stage.tick()
    stage.output.onSubmit = {}
    stage.output.answer = { _ in other }
    let (frameCount, openCount) = (stage.output.frameCount, stage.output.openCount)
    for _ in 0..<60 {
      _ = stage.tick()
      #expect(!stage.output.isOpen)
    }
    #expect(stage.output.openCount > openCount + 1 && stage.output.frameCount == frameCount)
    #expect(stage.told == [.outputLost(reason: "unloaded")])
    // Another rate is none of the frames' business.
    stage.output.answer = { wanted in
      OutputMode(width: wanted.width, height: wanted.height, framesPerSecond: 25)
    }
    while !stage.tick() {}
    #expect(stage.told.last == .outputBack(name: "/dev/virtual"))
  }
}
