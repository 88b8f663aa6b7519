import Live
import Synchronization

/// Keeps a session within its share of a core, on a thread of its own: looks twice a second at what the process
/// has used, and sets the rate of new pictures.
final class BudgetKeeper: Sendable {
  private static let period = Duration.milliseconds(500)
  private let isStopped = Atomic<Bool>(false)

  /// Begins.
  ///
  /// - Parameter fullRate: of the camera; nil where it is not known yet.
  /// - Throws: `ThreadError`.
  init(_ share: ProcessorShare, _ session: LiveSession, fullRate: Double?) throws(ThreadError) {
    let rate = fullRate ?? session.outputMode.framesPerSecond
    try startSessionThread("vbg.budget") { [self] in
      keep(ProcessorBudget(share: share.share, frameRate: max(1, rate)), share, session)
    }
  }

  /// Ends.
  func stop() { isStopped.store(true, ordering: .releasing) }

  private func keep(_ first: ProcessorBudget, _ share: ProcessorShare, _ session: LiveSession) {
    var budget = first
    let clock = MonotonicClock()
    var (time, used, before) = (clock.now, processorTime(), session.statistics)
    var isSaid = false
    session.limitPictures(to: budget.portion)
    while !isStopped.load(ordering: .acquiring) {
      clock.sleep(until: time + Self.period)
      let (now, usedNow, statistics) = (clock.now, processorTime(), session.statistics)
      let span = statistics.since(before)
      budget.update(
        used: (usedNow - used).milliseconds / 1000, pictures: span[.passed] + span[.withheld],
        frames: span[.captured], elapsed: (now - time).milliseconds / 1000)
      (time, used, before) = (now, usedNow, statistics)
      session.limitPictures(to: budget.portion)
      if budget.isOverdrawn && !isSaid {
        report("--cpu-budget \(share): two pictures a second take more")
        isSaid = true
      }
    }
  }
}
