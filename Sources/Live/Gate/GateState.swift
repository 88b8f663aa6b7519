/// Judges mask after mask: the state machine of the leak gate, without clocks, threads or pixels.
/// See `GatePolicy`.
struct GateState: MaskJudge, Hashable {
  let policy: GatePolicy
  /// Fault for which the gate is closed; nil when it is open.
  private(set) var fault: GateFault? = .noMask
  /// Sound masks in a row while the gate is closed.
  private(set) var soundCount = 0

  init(policy: GatePolicy) { self.policy = policy }

  mutating func judge(_ evidence: MaskEvidence) -> Bool {
    if let found = faultOf(evidence) {
      fault = found
      soundCount = 0
      return false
    }
    guard fault != nil else { return true }
    soundCount += 1
    guard soundCount >= policy.soundCount else { return false }
    fault = nil
    soundCount = 0
    return true
  }

  mutating func reset() {
    fault = .noMask
    soundCount = 0
  }

  /// Returns what is wrong with a mask; nil for a sound one. Comparisons fail for what is no
  /// number.
  private func faultOf(_ evidence: MaskEvidence) -> GateFault? {
    switch evidence {
    case .failed: .failed
    case .late: .late
    case .notNumbers: .notNumbers
    case .reused(let change): fault == nil && change <= policy.largestChange ? nil : .otherPicture
    case .computed(let summary):
      if !(summary.personShare <= policy.largestShare) {
        .everythingPerson
      } else if let growth = summary.growth, !(growth <= policy.largestGrowth) {
        .jump
      } else {
        nil
      }
    }
  }
}

/// Limits that decide whether a frame passes.
protocol MaskJudge: Sendable {
  /// Fault for which the gate is closed; nil when it is open.
  var fault: GateFault? { get }

  /// Tells whether the frame that the mask is for may leave.
  mutating func judge(_ evidence: MaskEvidence) -> Bool

  /// Forgets all masks.
  mutating func reset()
}
