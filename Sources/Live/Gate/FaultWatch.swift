/// Decides when a person is told that the gate is closed: once it has been for a second, so that a
/// frame or two stay unmentioned, and at most once until it is open again.
struct FaultWatch {
  static let patience = Duration.seconds(1)

  private var closedSince: Duration?
  private var isTold = false

  init(start: Duration) { closedSince = start }

  /// Begins anew: the gate was closed for a reason that a person knows.
  mutating func restart(now: Duration) {
    if !isTold { closedSince = now }
  }

  /// Returns what to tell after a frame.
  mutating func event(fault: GateFault?, now: Duration) -> LiveEvent? {
    guard let fault else {
      defer { isTold = false }
      closedSince = nil
      return isTold ? .gateOpened : nil
    }
    let since = closedSince ?? now
    closedSince = since
    guard !isTold, now - since >= Self.patience else { return nil }
    isTold = true
    return .gateClosed(fault)
  }
}
