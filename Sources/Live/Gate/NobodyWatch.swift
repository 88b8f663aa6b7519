/// Decides when a person is told that nobody is found: where the masks of the first seconds that passed
/// the gate show no person at all, which another model may mend. Somebody who leaves later is no news.
struct NobodyWatch {
  static let patience = Duration.seconds(10)

  private var start: Duration?
  private var isDone = false

  /// Returns what to tell after a frame with this mask, which passed or not.
  mutating func event(_ evidence: MaskEvidence, passes: Bool, now: Duration) -> LiveEvent? {
    guard !isDone, passes else { return nil }
    if case .computed(let summary) = evidence, summary.personShare > 0 {
      isDone = true
      return nil
    }
    let start = start ?? now
    self.start = start
    guard now - start >= Self.patience else { return nil }
    isDone = true
    return .nobodyFound
  }
}
