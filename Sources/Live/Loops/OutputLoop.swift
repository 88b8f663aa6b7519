import Devices
import Synchronization

/// The output's thread: at every tick of the frame clock one safe frame goes to the virtual cameras: the
/// newest, the one before again, or the slate. It waits for no other thread. While nobody reads, a session on
/// demand rests: virtual cameras that keep a picture for the next reader get a slate a second, others nothing.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class OutputLoop: @unchecked Sendable {
  /// The longest that a step takes when nothing is due.
  static let patience = Duration.milliseconds(100)
  /// The time from slate to slate at rest.
  static let restingPeriod = Duration.seconds(1)

  private let ports: [OutputPort]
  private let gate: LeakGate
  private let policy: GatePolicy
  private let clock: any SessionClock
  private let counters: LiveCounters
  private let signals: SharedSignals
  private let framesPerSecond: Double

  private var frameClock: FrameClock
  private var watch: ReaderWatch
  /// When the next slate is due at rest.
  private var restingSlateTime = Duration.zero
  /// The changes of demand that were seen when there was nothing to do; see `CameraDemand.wait`.
  private(set) var seenChangeCount = 0
  /// Whether a frame has passed since there was reason to doubt those before.
  private var hasFrame = false
  /// Whether the ticks were put behind the frames since the camera came.
  private var isAligned = false
  private var isReportedStalled = false

  init(
    _ outputs: [GuardedOutput], gate: LeakGate, policy: GatePolicy, framesPerSecond: Double,
    clock: any SessionClock, counters: LiveCounters, signals: SharedSignals
  ) {
    ports = outputs.map { OutputPort($0, clock: clock, signals: signals) }
    self.gate = gate
    self.policy = policy
    self.clock = clock
    self.counters = counters
    self.signals = signals
    self.framesPerSecond = framesPerSecond
    frameClock = FrameClock(framesPerSecond: framesPerSecond, start: clock.now)
    watch = ReaderWatch(isResting: signals.demand.isOnDemand, now: clock.now)
  }

  /// Waits for the next tick and serves it, or waits a moment. At rest it waits for nothing and returns when
  /// there is something to do again, unless demand changes before.
  @discardableResult
  func step() -> Duration? {
    if signals.demand.isOnDemand {
      seenChangeCount = signals.demand.changeCount
      lookForReaders()
      if watch.isResting { return rest() }
    }
    let limit = clock.now + Self.patience
    guard frameClock.deadline <= limit else {
      clock.sleep(until: limit)
      return nil
    }
    clock.sleep(until: frameClock.deadline)
    tick(at: clock.now)
    return nil
  }

  private func tick(at now: Duration) {
    for port in ports { port.look() }
    let isNew = gate.passed.take()
    hasFrame = hasFrame || isNew
    let frame = choice(at: now)
    signals.snapshots.take(frame)
    submit(frame, isNew: isNew)
    counters.add(.dropped, frameClock.advance(now: clock.now))
    if isNew && frame.content == .composed { align(to: frame) }
  }

  private func lookForReaders() {
    for port in ports { port.look() }
    let now = clock.now
    let isRead = ports.contains { $0.readership != .nobody } || signals.hasViewer(at: now)
    guard watch.update(isRead: isRead, now: now) else { return }
    signals.demand.setHasReaders(isRead)
    if isRead {
      // A reader's first slate is due at once.
      frameClock = FrameClock(framesPerSecond: framesPerSecond, start: now)
      isAligned = false
    } else {
      restingSlateTime = now
    }
    signals.tell(isRead ? .readersCame : .readersLeft)
  }

  /// Sends the slate where one is due. Returns when there is something to do again.
  private func rest() -> Duration {
    let now = clock.now
    signals.snapshots.take(gate.slate)
    let keepers = ports.filter { $0.takesFramesUnread && $0.retryTime == nil }
    if now >= restingSlateTime {
      restingSlateTime = now + Self.restingPeriod
      let slate = gate.slate
      for port in keepers where port.submit(slate, timeout: .zero) { counters.add(.slates) }
    }
    let retryTimes = ports.compactMap(\.retryTime)
    let next = retryTimes.min() ?? now + .seconds(3600)
    return keepers.isEmpty ? next : min(next, restingSlateTime)
  }

  /// Once a connection of the camera, the ticks are moved to shortly after a frame has passed: one that
  /// just misses a tick would wait for a whole period.
  private func align(to frame: SafeFrame) {
    if isAligned { return }
    isAligned = true
    frameClock.align(to: frame.passTime + frameClock.period / 8, now: clock.now)
  }

  /// Lets go of the devices.
  func close() { for port in ports { port.close() } }

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
      frame.generation == signals.generation.load(ordering: .acquiring),
      now - frame.passTime <= policy.staleLimit
    else { return gate.slate }
    return frame
  }

  private func submit(_ frame: SafeFrame, isNew: Bool) {
    let start = clock.now
    let timeout = frameClock.period / (2 * ports.count)
    var (isWanted, isTaken) = (false, false)
    for port in ports where port.wantsFrames {
      isWanted = true
      if port.submit(frame, timeout: timeout) { isTaken = true }
    }
    guard isTaken else {
      if isWanted { counters.add(.dropped) }
      return
    }
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
  }
}
