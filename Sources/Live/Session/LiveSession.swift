public import Devices
import Dispatch
public import Effects
public import Imaging
import Synchronization

/// A camera's frames, with another background, on virtual cameras, until it is stopped.
///
/// Three threads: the camera's (`CameraLoop`), processing (`ProcessingLoop`) and the output's
/// (`OutputLoop`). Between them the newest frame wins, so that nothing queues up, and memory is
/// allocated at the start. A fourth tells what happens (`ReportingThread`), so that whoever listens may
/// block. What may leave is decided by `LeakGate`; see `GatePolicy`.
public final class LiveSession: Sendable {
  /// The frames that leave.
  public let outputMode: OutputMode

  let camera: CameraLoop
  let processing: ProcessingLoop
  let output: OutputLoop
  let signals: SharedSignals
  let snapshotTurn = Mutex(())
  let clock: any SessionClock
  private let counters = LiveCounters()
  private let pictures: NewestMailbox<CapturedPicture>

  /// Prepares a session on devices that are open.
  ///
  /// - Parameters:
  ///   - opening: of camera and virtual camera.
  ///   - decoder: for cameras that send JPEG; without one such frames count as flawed.
  ///   - onEvent: told what happens, on a thread of its own, which it may block: events are then
  ///     lost and counted (`LiveEvent.eventsLost`), and the session goes on.
  /// - Throws: `FrameViewError` for an output that is larger than a picture may be.
  public convenience init(
    _ opening: LiveOpening, finder: any PersonFinder, effect: LiveEffect,
    decoder: (any JPEGPictureDecoder)? = nil, policy: GatePolicy = GatePolicy(),
    clock: any SessionClock = MonotonicClock(), onEvent: @escaping @Sendable (LiveEvent) -> Void
  ) throws(FrameViewError) {
    try self.init(
      opening, finder: finder, effect: effect, decoder: decoder, policy: policy,
      judge: GateState(policy: policy), clock: clock, onEvent: onEvent)
  }

  init(
    _ opening: LiveOpening, finder: any PersonFinder, effect: LiveEffect,
    decoder: (any JPEGPictureDecoder)?, policy: GatePolicy, judge: any MaskJudge,
    clock: any SessionClock, onEvent: @escaping @Sendable (LiveEvent) -> Void
  ) throws(FrameViewError) {
    self.clock = clock
    let mode = opening.outputMode
    outputMode = mode
    do {
      pictures = try NewestMailbox { try CapturedPicture(for: mode) }
      let gate = try LeakGate(judge: judge, slate: effect.slate) {
        try PictureMemory(
          width: mode.width, height: mode.height, format: mode.format, encoding: mode.encoding)
      }
      signals = SharedSignals(
        demand: CameraDemand(isOnDemand: opening.isOnDemand),
        pace: PicturePace(),
        onEvent: onEvent)
      camera = CameraLoop(
        opening.camera, wish: opening.wish,
        isOpen: !opening.isOnDemand && opening.cameraFailure == nil,
        failure: opening.cameraFailure, clock: clock, intake: FrameIntake(decoder: decoder),
        pictures: pictures, counters: counters, signals: signals)
      processing = ProcessingLoop(
        finder: finder, gate: gate, policy: policy, effect: effect, pictures: pictures,
        clock: clock, counters: counters, signals: signals)
      output = OutputLoop(
        opening.outputs.map { GuardedOutput($0, mode: mode) }, gate: gate, policy: policy,
        framesPerSecond: mode.framesPerSecond, clock: clock, counters: counters, signals: signals)
    } catch let error as FrameViewError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
    for output in opening.outputs {
      output.onReadershipChange { [signals] in signals.demand.wake() }
    }
  }

  /// Statistics since the start. From any thread.
  public var statistics: LiveStatistics { counters.snapshot }

  /// Puts another effect in force from the next frame on, without a frame lost. From any thread.
  ///
  /// - Precondition: it was prepared for this session's output.
  public func use(_ effect: LiveEffect) { processing.use(effect) }

  /// Lets only this portion, 0...1, of the camera's frames become pictures from now on, each with its own mask; the
  /// last is repeated between. From any thread.
  public func limitPictures(to portion: Double) { signals.pace.limit(to: portion) }

  /// Runs until `stop()`, and closes both devices. Once a session.
  ///
  /// A camera, an inference or a listener that does not answer is waited for no longer than half a
  /// second; such a camera is not closed.
  ///
  /// - Throws: `ThreadError` when a thread can't be had; both devices are closed then.
  public func run() throws(ThreadError) {
    let ended = (camera: DispatchSemaphore(value: 0), processing: DispatchSemaphore(value: 0))
    do throws(ThreadError) {
      try signals.events.start()
      try startSessionThread("vbg.processing") { [self] in
        while !isStopped {
          if processing.step() { continue }
          if signals.demand.isWanted { pictures.wait() } else { waitForDemand() }
        }
        ended.processing.signal()
      }
      try startSessionThread("vbg.camera") { [self] in
        while !isStopped { if !camera.step() { waitForDemand() } }
        camera.close()
        ended.camera.signal()
      }
    } catch {
      stop()
      camera.close()
      output.close()
      throw error
    }
    while !isStopped {
      guard let time = output.step() else { continue }
      signals.demand.wait(since: output.seenChangeCount, atMost: time - clock.now)
    }
    output.close()
    let deadline = DispatchTime.now() + .milliseconds(500)
    _ = ended.camera.wait(timeout: deadline)
    _ = ended.processing.wait(timeout: deadline)
    signals.events.finish(within: .milliseconds(100))
  }

  /// Ends `run()`. From any thread.
  public func stop() {
    signals.isStopped.store(true, ordering: .releasing)
    pictures.close()
    signals.demand.wake()
  }

  /// Sleeps while no frames are wanted.
  private func waitForDemand() {
    let changeCount = signals.demand.changeCount
    if isStopped || signals.demand.isWanted { return }
    signals.demand.wait(since: changeCount, atMost: .seconds(3600))
  }

  private var isStopped: Bool { signals.isStopped.load(ordering: .acquiring) }
}
