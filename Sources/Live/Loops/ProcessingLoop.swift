import Effects
import Imaging
import Synchronization

/// The processing thread: finds the person in the newest frame, and sends through the gate what the
/// effect makes of it.
///
/// `@unchecked Sendable`: used by one thread at a time; effects are handed over under a lock.
final class ProcessingLoop: @unchecked Sendable {
  private let finder: any PersonFinder
  private let ledger: MaskLedger
  let gate: LeakGate
  private let policy: GatePolicy
  private let pictures: NewestMailbox<CapturedPicture>
  private let clock: any SessionClock
  private let counters: LiveCounters
  private let signals: SharedSignals

  private var effect: LiveEffect
  private var epoch = 0
  private var generation = 0
  /// Part of the frame before that was looked at; nil: all of it.
  private var framing: FrameFraming?
  /// Whether masks before were judged by what another effect shows.
  private var masksAreStale = false
  private var faultWatch: FaultWatch
  private var nobodyWatch = NobodyWatch()
  private let handover: EffectHandover

  init(
    finder: any PersonFinder, gate: LeakGate, policy: GatePolicy, effect: LiveEffect,
    pictures: NewestMailbox<CapturedPicture>, clock: any SessionClock, counters: LiveCounters,
    signals: SharedSignals
  ) {
    self.finder = finder
    self.gate = gate
    self.policy = policy
    self.effect = effect
    self.pictures = pictures
    self.clock = clock
    self.counters = counters
    self.signals = signals
    ledger = MaskLedger(width: finder.maskWidth, height: finder.maskHeight)
    faultWatch = FaultWatch(start: clock.now)
    handover = EffectHandover(first: effect, gate: gate)
  }

  /// Gives another effect, which is in force from the next frame on. From any thread.
  func use(_ effect: LiveEffect) { handover.give(effect) }

  /// Processes the newest frame; false when there is none.
  func step() -> Bool {
    guard pictures.take() else { return false }
    if let next = handover.take(&epoch) { put(next) }
    let picture = pictures.latest
    if picture.generation != generation {
      generation = picture.generation
      forgetMasks()
      faultWatch.restart(now: clock.now)
    }
    let frame = picture.memory.view.readOnly
    signals.originals.take(frame)
    guard effect.isJudged else {
      gate.passUnmasked(
        epoch: epoch, of: picture, now: { clock.now }
      ) { compose(frame, to: $0) }
      counters.add(.passed)
      return true
    }
    let evidence = findPerson(in: frame)
    let passes = gate.pass(
      evidence, epoch: epoch, of: picture, now: { clock.now }
    ) {
      effect.frameEffect.takeMask(ledger, isNew: evidence.isNew, from: finder)
      compose(frame, to: $0)
    }
    if !passes { effect.frameEffect.reset() }
    counters.add(passes ? .passed : .withheld)
    let now = clock.now
    if let event = faultWatch.event(fault: gate.fault, now: now) { signals.tell(event) }
    if let event = nobodyWatch.event(evidence, passes: passes, now: now) { signals.tell(event) }
    return true
  }

  private func put(_ next: LiveEffect) {
    if next.visibility != effect.visibility { masksAreStale = true }
    if next.isJudged && !effect.isJudged {
      // The masks are from before the effect that needed none.
      forgetMasks()
    }
    effect = next
    effect.frameEffect.reset()
  }

  /// Closes the gate.
  private func forgetMasks() {
    ledger.reset()
    gate.reset()
  }

  private func findPerson(in frame: FrameView) -> MaskEvidence {
    let start = clock.now
    do throws(InferenceFailure) {
      try finder.load(frame)
      if finder.framing != framing {
        // Bars came or went: masks of the old framing are of other places.
        framing = finder.framing
        forgetMasks()
      }
      let change = finder.inputChange
      let loaded = clock.now
      counters.add(.load, loaded - start)
      if gate.mayReuse && !masksAreStale && change <= policy.largestChange {
        counters.add(.skipped)
        return .reused(change: change)
      }
      signals.inferenceStart.store(max(1, loaded.inNanoseconds), ordering: .releasing)
      defer { signals.inferenceStart.store(0, ordering: .releasing) }
      try finder.run()
      masksAreStale = false
      let inferred = clock.now
      counters.add(.inferred)
      counters.add(.inference, inferred - loaded)
      let isFinite = ledger.record(from: finder)
      let summary = ledger.summary(visibleLevel: effect.visibleLevel)
      counters.add(.mask, clock.now - inferred)
      if inferred - start > policy.inferenceDeadline { return .late }
      return isFinite ? .computed(summary) : .notNumbers
    } catch {
      return .failed
    }
  }

  private func compose(_ frame: FrameView, to output: MutableFrameView) {
    let start = clock.now
    effect.showFilm()
    effect.frameEffect.compose(frame, to: output)
    counters.add(.compose, clock.now - start)
  }
}
