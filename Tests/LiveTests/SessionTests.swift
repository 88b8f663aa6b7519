import CAllocationCounter
import Devices
import Foundation
import Imaging
import Synchronization
import Testing

@testable import Live

/// Sessions with their own threads, on the machine's clock.
@Suite struct SessionTests {
  @Test(.timeLimit(.minutes(1))) func threadsCarryFramesAndEnd() throws {
    let clock = MonotonicClock()
    let count = Atomic<Int>(0)
    let frames = (0..<4).map {
      CanaryScene(scale: 1, isOdd: false, x: 6 + 2 * $0, y: 8).frame()
    }
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 200, content: .pixels(.rgba, ColorEncoding()))
      },
      nextFrame: { body in
        let number = count.add(1, ordering: .relaxed).newValue
        clock.sleep(until: clock.now + .milliseconds(5))
        frames[number % 4].withView {
          body(
            CapturedFrame(
              picture: .pixels($0), captureTime: clock.now, sequence: UInt32(number),
              isFlawed: false))
        }
      })
    let output = ScriptedOutput()
    let detector = try CanaryDetector(width: 32, height: 24)
    let canaries = Atomic<Int>(0)
    let people = Atomic<Int>(0)
    let session = try LiveSession(
      try LiveOpening(camera: camera, wish: CaptureWish(), output: output),
      finder: ScriptedFinder(), effect: try ScheduleEffects().image, onEvent: { _ in })
    output.onFrame = { view in
      let found = detector.look(at: view)
      canaries.add(found.canaries, ordering: .relaxed)
      let seen = people.add(found.hasPerson ? 1 : 0, ordering: .relaxed).newValue
      if seen == 20, let blurred = try? ScheduleEffects().blur { session.use(blurred) }
      if seen >= 60 { session.stop() }
    }
    try session.run()
    #expect(!camera.isOpen && !output.isOpen)
    #expect(canaries.load(ordering: .relaxed) == 0)
    #expect(session.statistics.latencies.count > 0)
  }

  /// An inference that never ends: the virtual camera goes on, and so does the end.
  @Test(.timeLimit(.minutes(1))) func aHangingInferenceHoldsNothingUp() throws {
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 100, content: .pixels(.rgba, ColorEncoding()))
      },
      nextFrame: { body in
        usleep(10_000)
        CanaryScene(scale: 1, isOdd: false, x: 6, y: 8).frame().withView {
          body(
            CapturedFrame(picture: .pixels($0), captureTime: .zero, sequence: 0, isFlawed: false))
        }
      })
    let hang = DispatchSemaphore(value: 0)
    let finder = ScriptedFinder()
    finder.fault = { .stall }
    finder.onStall = { hang.wait() }
    let output = ScriptedOutput()
    let session = try LiveSession(
      try LiveOpening(camera: camera, wish: CaptureWish(), output: output), finder: finder,
      effect: try ScheduleEffects().image, onEvent: { _ in })
    output.onFrame = { _ in if output.frameCount == 30 { session.stop() } }
    try session.run()
    #expect(!camera.isOpen && !output.isOpen && output.frameCount >= 30)
    hang.signal()
  }

  /// Nobody listens to what is told: frames flow, and the end comes.
  @Test(.timeLimit(.minutes(1))) func aListenerWhoBlocksHoldsNothingUp() throws {
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 100, content: .pixels(.rgba, ColorEncoding()))
      },
      nextFrame: { _ throws(DeviceError) in
        usleep(1000)
        throw .lost("again and again")
      })
    let hang = DispatchSemaphore(value: 0)
    let told = Atomic<Int>(0)
    let output = ScriptedOutput()
    output.onSubmit = { () throws(DeviceError) in
      if output.frameCount % 2 == 1 { throw .lost("every other time") }
    }
    let session = try LiveSession(
      try LiveOpening(camera: camera, wish: CaptureWish(), output: output),
      finder: ScriptedFinder(), effect: try ScheduleEffects().image,
      onEvent: { _ in
        told.add(1, ordering: .relaxed)
        hang.wait()
      })
    output.onFrame = { _ in
      output.onSubmit = {}
      if output.frameCount == 50 { session.stop() }
    }
    let clock = MonotonicClock()
    try session.run()
    let frames = output.frameCount
    #expect(frames == 50 && told.load(ordering: .relaxed) == 1)
    let start = clock.now
    session.stop()
    #expect(clock.now - start < .seconds(1))
    for _ in 0..<100 { hang.signal() }
  }

  /// A camera that never answers: the virtual camera goes on, and so does the end.
  @Test(.timeLimit(.minutes(1))) func aHangingCameraHoldsNothingUp() throws {
    let hang = DispatchSemaphore(value: 0)
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 100, content: .pixels(.rgba, ColorEncoding()))
      }, nextFrame: { _ in hang.wait() })
    let output = ScriptedOutput()
    let session = try LiveSession(
      try LiveOpening(camera: camera, wish: CaptureWish(), output: output),
      finder: ScriptedFinder(), effect: try ScheduleEffects().image, onEvent: { _ in })
    output.onFrame = { _ in if output.frameCount == 30 { session.stop() } }
    try session.run()
    #expect(!output.isOpen && output.frameCount == 30)
    hang.signal()
  }

  @Test func nothingIsAllocatedOnceFramesFlow() throws {
    let clock = ScriptedClock()
    let frames = (0..<4).map {
      CanaryScene(scale: 1, isOdd: false, x: 6 + 2 * $0, y: 8).frame()
    }
    var number = 0
    let camera = ScriptedCamera(
      open: {
        CaptureMode(
          width: 32, height: 24, framesPerSecond: 30, content: .pixels(.rgba, ColorEncoding()))
      },
      nextFrame: { body in
        number += 1
        frames[number % 4].withView {
          body(
            CapturedFrame(
              picture: .pixels($0), captureTime: .zero, sequence: UInt32(number), isFlawed: false))
        }
      })
    let finder = ScriptedFinder()
    let session = try LiveSession(
      try LiveOpening(camera: camera, wish: CaptureWish(), output: ScriptedOutput()),
      finder: finder, effect: try ScheduleEffects().image, clock: clock, onEvent: { _ in })
    func step() {
      session.camera.step()
      _ = session.processing.step()
      session.output.step()
    }
    for _ in 0..<10 { step() }
    let counter = new_allocation_counter()
    count_allocations_of_this_thread(counter)
    for _ in 0..<100 { step() }
    count_allocations_of_this_thread(0)
    #expect(counted_allocations(counter) == 0)
    #expect(session.statistics[.passed] > 90)
  }

  @Test func latenciesAreCounted() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == nil)
    for milliseconds in 1...100 { histogram.add(.milliseconds(milliseconds) - .nanoseconds(1)) }
    #expect(histogram.quantile(0.5) == .milliseconds(50))
    #expect(histogram.quantile(0.99) == .milliseconds(99))
    histogram.add(.seconds(-1))
    histogram.add(.seconds(100))
    #expect(histogram.quantile(0) == .microseconds(250))
    #expect(histogram.quantile(1) == .milliseconds(256))
  }
}
