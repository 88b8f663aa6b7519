import Effects
import Testing

@testable import Live

/// The state machine against its definition, on every history up to a length.
@Suite struct GateStateTests {
  private enum Happening: CaseIterable {
    case first, same, growing, tooMuch, jump, notANumber, near, far, failed, late, notNumbers, reset

    var evidence: MaskEvidence? {
      switch self {
      case .first: .computed(MaskSummary(personShare: 0, growth: nil))
      case .same: .computed(MaskSummary(personShare: 0.95, growth: 0))
      case .growing: .computed(MaskSummary(personShare: 0.5, growth: 0.2))
      case .tooMuch: .computed(MaskSummary(personShare: 0.951, growth: 0))
      case .jump: .computed(MaskSummary(personShare: 0.5, growth: 0.201))
      case .notANumber: .computed(MaskSummary(personShare: .nan, growth: .nan))
      case .near: .reused(change: 2)
      case .far: .reused(change: 2.01)
      case .failed: .failed
      case .late: .late
      case .notNumbers: .notNumbers
      case .reset: nil
      }
    }

    var isSound: Bool { [.first, .same, .growing].contains(self) }
  }

  @Test(arguments: 1...3) func everyHistory(soundCount: Int) {
    var policy = GatePolicy()
    policy.soundCount = soundCount
    var failures = 0
    var passCount = 0
    let all = Happening.allCases
    let length = 5
    let historyCount = (0..<length).reduce(1) { product, _ in product * all.count }
    for number in 0..<historyCount {
      var state = GateState(policy: policy)
      var rest = number
      // Sound masks in a row; a reused one counts only after enough of them.
      var run = 0
      for _ in 0..<length {
        let happening = all[rest % all.count]
        rest /= all.count
        let isSound = happening.isSound || happening == .near && run >= soundCount
        run = isSound ? run + 1 : 0
        guard let evidence = happening.evidence else {
          state.reset()
          failures += state.fault == .noMask ? 0 : 1
          continue
        }
        let passes = state.judge(evidence)
        passCount += passes ? 1 : 0
        if passes != (run >= soundCount) || passes != (state.fault == nil) { failures += 1 }
      }
    }
    #expect(failures == 0)
    #expect(passCount > 10_000)
  }

  @Test func faultsAreNamed() {
    let expected: [(MaskEvidence, GateFault)] = [
      (.failed, .failed), (.late, .late), (.notNumbers, .notNumbers),
      (.reused(change: .nan), .otherPicture), (.reused(change: .infinity), .otherPicture),
      (.computed(MaskSummary(personShare: 1, growth: nil)), .everythingPerson),
      (.computed(MaskSummary(personShare: 0.4, growth: 0.3)), .jump),
    ]
    for (evidence, fault) in expected {
      var state = GateState(policy: GatePolicy())
      for _ in 0..<3 { _ = state.judge(.computed(MaskSummary(personShare: 0.3, growth: 0))) }
      #expect(state.fault == nil)
      #expect(!state.judge(evidence) && state.fault == fault)
    }
  }

  @Test func theDocumentedNumbers() {
    let policy = GatePolicy()
    #expect(policy.largestChange == 2 && policy.largestShare == 0.95)
    #expect(policy.largestGrowth == 0.2 && policy.soundCount == 3)
    #expect(policy.inferenceDeadline == .milliseconds(500) && policy.staleLimit == .seconds(1))
  }

  @Test func aPersonIsToldOnceAndNotOfMoments() {
    var watch = FaultWatch(start: .zero)
    #expect(watch.event(fault: .noMask, now: .milliseconds(900)) == nil)
    #expect(watch.event(fault: nil, now: .milliseconds(950)) == nil)
    #expect(watch.event(fault: .jump, now: .milliseconds(1000)) == nil)
    #expect(watch.event(fault: .jump, now: .milliseconds(1999)) == nil)
    #expect(watch.event(fault: .failed, now: .milliseconds(2000)) == .gateClosed(.failed))
    #expect(watch.event(fault: .jump, now: .milliseconds(9000)) == nil)
    #expect(watch.event(fault: nil, now: .milliseconds(9001)) == .gateOpened)
    #expect(watch.event(fault: nil, now: .milliseconds(9002)) == nil)
  }
}
