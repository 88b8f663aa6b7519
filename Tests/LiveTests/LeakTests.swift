import Effects
import Foundation
import Synchronization
import Testing

@testable import Live

/// The whole session under faults, before a room of canaries.
@Suite struct LeakTests {
  /// 10,000 schedules, as in the documentation of `GatePolicy`; on all cores.
  @Test func noCanaryLeaves() throws {
    let chunkCount = 20
    let totals = Mutex(ScheduleOutcome())
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: chunkCount) { chunk in
      do {
        let effects = try ScheduleEffects()
        for seed in chunk * 500..<(chunk + 1) * 500 {
          let outcome = try FaultSchedule(seed: UInt64(seed), effects: effects).run(stepCount: 90)
          if outcome.canaryCount > 0 {
            faults.withLock { $0.append("seed \(seed): \(outcome.canaryCount) canaries") }
          }
          totals.withLock {
            $0.frameCount += outcome.frameCount
            $0.personFrameCount += outcome.personFrameCount
            $0.wantedCanaryCount += outcome.wantedCanaryCount
            for count in LiveCount.allCases {
              $0.statistics.counts[count.rawValue] += outcome.statistics[count]
            }
          }
        }
      } catch {
        faults.withLock { $0.append("chunk \(chunk): \(error)") }
      }
    }
    #expect(faults.withLock { $0.prefix(5) } == [])
    // The schedules do show people, skip, withhold and lose; and the detector does see canaries.
    let total = totals.withLock { $0 }
    #expect(total.personFrameCount > 20_000)
    #expect(total.wantedCanaryCount > 1_000_000)
    for count in LiveCount.allCases { #expect(total.statistics[count] > 1_000, "\(count)") }
  }

  /// Gates that leak, each in one way; the schedules must catch every one.
  @Test(arguments: LeakyGate.allCases)
  func aLeakyGateIsCaught(gate: LeakyGate) throws {
    let effects = try ScheduleEffects()
    let caught = try (0..<600).contains { seed in
      try FaultSchedule(seed: UInt64(seed), effects: effects)
        .run(stepCount: 90, policy: gate.policy, judge: gate.judge).canaryCount > 0
    }
    #expect(caught)
  }

  enum LeakyGate: CaseIterable {
    case alwaysOpen, believesEverything, believesJumps, believesOneMask, ignoresNumbers
    case reusesOldMasks, forgetsNothing

    var policy: GatePolicy {
      var policy = GatePolicy()
      switch self {
      case .believesEverything:
        policy.largestShare = 1
        policy.largestGrowth = 1
      case .believesJumps: policy.largestGrowth = 0.6
      case .believesOneMask: policy.soundCount = 1
      case .reusesOldMasks: policy.largestChange = 255
      case .alwaysOpen, .ignoresNumbers, .forgetsNothing: break
      }
      return policy
    }

    var judge: (any MaskJudge)? {
      switch self {
      case .alwaysOpen: OpenJudge()
      case .ignoresNumbers: CredulousJudge(state: GateState(policy: policy), ignores: .notNumbers)
      case .forgetsNothing: ForgetlessJudge(state: GateState(policy: policy))
      default: nil
      }
    }
  }

  private struct OpenJudge: MaskJudge {
    var fault: GateFault? { nil }
    func judge(_ evidence: MaskEvidence) -> Bool { true }
    func reset() {}
  }

  /// Takes one kind of evidence for a sound mask.
  private struct CredulousJudge: MaskJudge {
    var state: GateState
    let ignores: MaskEvidence
    var fault: GateFault? { state.fault }
    mutating func judge(_ evidence: MaskEvidence) -> Bool {
      state.judge(
        evidence == ignores ? .computed(MaskSummary(personShare: 0.1, growth: 0)) : evidence)
    }
    mutating func reset() { state.reset() }
  }

  /// Stays open over a reconnect.
  private struct ForgetlessJudge: MaskJudge {
    var state: GateState
    var fault: GateFault? { state.fault }
    mutating func judge(_ evidence: MaskEvidence) -> Bool { state.judge(evidence) }
    func reset() {}
  }
}
