import Devices
import Synchronization

/// The output's thread: at every tick of the frame clock one safe frame goes to the virtual camera: the
/// newest, the one before again, or the slate. It waits for no other thread.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class OutputLoop: @unchecked Sendable {
  /// The longest that a step takes when nothing is due.
  static let patience = Duration.milliseconds(100)

  private let output: GuardedOutput
  private let gate: LeakGate
  private let policy: GatePolicy
  private let clock: any SessionClock
  private let counters: LiveCounters
  private let signals: SharedSignals

  private var frameClock: FrameClock
  /// Whether a frame has passed since there was reason to doubt those before.
  private var hasFrame = false
  /// Whether the ticks were put behind the frames since the camera came.
  private var isAligned = false
  /// When the device is tried again; nil while it is open.
  private var retryTime: Duration?
  private var backOff = BackOff()
  private var isReportedLost = false
  private var isReportedStalled = false

  init(
    _ output: GuardedOutput, gate: LeakGate, policy: GatePolicy, framesPerSecond: Double,
    clock: any SessionClock, counters: LiveCounters, signals: SharedSignals
  ) {
    self.output = output
    self.gate = gate
    self.policy = policy
    self.clock = clock
    self.counters = counters
    self.signals = signals
    frameClock = FrameClock(framesPerSecond: framesPerSecond, start: clock.now)
  }

  /// Waits for the next tick and serves it, or waits a moment.
  func step() {
    let limit = clock.now + Self.patience
    guard frameClock.deadline <= limit else { return clock.sleep(until: limit) }
    clock.sleep(until: frameClock.deadline)
    let now = clock.now
    if let retryTime, now >= retryTime { reopen() }
    let isNew = gate.passed.take()
    hasFrame = hasFrame || isNew
    let frame = choice(at: now)
    if retryTime == nil { submit(frame, isNew: isNew) } else { counters.add(.dropped) }
    counters.add(.dropped, frameClock.advance(now: clock.now))
    if isNew && frame.content == .composed { align(to: frame) }
  }

  /// Once a connection of the camera, the ticks are moved to shortly after a frame has passed: one that
  /// just misses a tick would wait for a whole period.
  private func align(to frame: SafeFrame) {
    if isAligned { return }
    isAligned = true
    frameClock.align(to: frame.passTime + frameClock.period / 8, now: clock.now)
  }

  /// Lets go of the device.
  func close() { output.close() }

  /// The newest frame, unless something speaks against any frame.
  private func choice(at now: Duration) -> SafeFrame {
    let isStalled = signals.isStalled(at: now, limit: policy.inferenceDeadline)
    if isStalled && !isReportedStalled { signals.tell(.inferenceStalled) }
    isReportedStalled = isStalled
    if signals.cameraIsLost.load(ordering: .acquiring) {
      hasFrame = false
      isAligned = false
    }
    let frame = gate.passed.latest
    guard hasFrame, !isStalled, frame.content == .composed, gate.isCurrent(frame),
      now - frame.passTime <= policy.staleLimit
    else { return gate.slate }
    return frame
  }

  private func submit(_ frame: SafeFrame, isNew: Bool) {
    let start = clock.now
    do throws(DeviceError) {
      try output.submit(frame, timeout: frameClock.period / 2)
      let end = clock.now
      counters.add(.submitted)
      counters.add(.submit, end - start)
      if frame.content == .slate {
        counters.add(.slates)
      } else if isNew {
        counters.addLatency(end - frame.captureTime)
      } else {
        counters.add(.repeated)
      }
      backOff.reset()
      if isReportedLost {
        isReportedLost = false
        signals.tell(.outputBack(name: output.name))
      }
    } catch .timedOut {
      // Nobody reads: the frame is dropped and the stream goes on.
      counters.add(.dropped)
    } catch {
      counters.add(.dropped)
      lose(error)
    }
  }

  private func reopen() {
    do throws(DeviceError) {
      try output.open()
      retryTime = nil
    } catch {
      lose(error)
    }
  }

  private func lose(_ error: DeviceError) {
    output.close()
    retryTime = clock.now + backOff.next()
    guard !isReportedLost else { return }
    isReportedLost = true
    signals.tell(.outputLost(reason: error.reason))
  }
}
