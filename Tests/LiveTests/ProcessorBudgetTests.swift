import Testing

@testable import Live

/// Processor budget: the controller on simulated machines.
@Suite struct ProcessorBudgetTests {
  /// A machine on which a picture costs more while a neighbor is noisy, in bursts of seconds.
  struct Machine {
    var share = 0.15
    /// Processor seconds a picture.
    var cost = 0.008
    /// Processor time that costs nothing to do with pictures, of one core.
    var idle = 0.01
    /// By how much of itself a neighbor raises the cost, at most.
    var noise = 0.0
    /// Processor time that the system lets the process have, of one core.
    var quota = 1.0
    /// Frames a second that the camera gives: it says 30.
    var frameRate = 30
    var seed: UInt64 = 1

    /// Outcome of two minutes, in steps of half a second.
    struct Outcome {
      var shares: [Double] = []
      var rates: [Double] = []
      var portions: [Double] = []

      /// Means over ten seconds, from the fifth second on.
      var means: [Double] {
        (10..<shares.count - 20).map { shares[$0..<$0 + 20].reduce(0, +) / 20 }
      }

      /// Number of times that the rate turns around after it went by a tenth.
      var turnCount: Int {
        var (count, direction, extreme) = (0, 0, rates[10])
        for rate in rates.dropFirst(10) {
          let next = rate > 1.1 * extreme ? 1 : rate < extreme / 1.1 ? -1 : 0
          if next == -direction && next != 0 { count += 1 }
          if next != 0 { direction = next }
          if next != 0 || (rate - extreme) * Double(direction) > 0 { extreme = rate }
        }
        return count
      }
    }

    func run() -> Outcome {
      var budget = ProcessorBudget(share: share, frameRate: 30)
      var (outcome, state, due, burst) = (Outcome(), seed, 0.0, 1.0)
      func random() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
      }
      for _ in 0..<240 {
        if random() < 0.1 { burst = random() < 0.5 ? 1 : 1 + noise * random() }
        let price = cost * burst * (0.9 + 0.2 * random())
        due += budget.portion * Double(frameRate / 2)
        let pictures = min(Int(due), Int(quota / 2 / price))
        due -= due.rounded(.down)
        let used = idle / 2 + Double(pictures) * price
        budget.update(used: used, pictures: pictures, frames: frameRate / 2, elapsed: 0.5)
        outcome.rates.append(budget.rate)
        outcome.portions.append(budget.portion)
        outcome.shares.append(used * 2)
      }
      return outcome
    }
  }

  @Test(arguments: 1...5) func `a quiet machine: within two points, and no swinging`(seed: UInt64) {
    let outcome = Machine(seed: seed).run()
    #expect(outcome.means.allSatisfy { abs($0 - 0.15) < 0.02 })
    #expect(outcome.turnCount <= 1)
  }

  @Test(arguments: 1...5) func `a noisy neighbor: two points around the share`(seed: UInt64) {
    let outcome = Machine(noise: 1, seed: seed).run()
    let mean = outcome.shares.dropFirst(10).reduce(0, +) / Double(outcome.shares.count - 10)
    #expect(abs(mean - 0.15) < 0.02)
    #expect(outcome.means.max() ?? 1 < 0.15 + 0.02)
    // Bursts come every five seconds; each may turn the rate twice, and does far less often.
    #expect(outcome.turnCount <= 16)
  }

  @Test func `enough for all pictures: the camera's rate`() {
    let outcome = Machine(share: 0.5, noise: 0.5).run()
    #expect(outcome.portions.suffix(200).allSatisfy { $0 == 1 })
  }

  @Test(arguments: [12, 90, 180])
  func `a camera that gives other than it says`(frameRate: Int) {
    let outcome = Machine(share: 0.06, cost: 0.0008, idle: 0, frameRate: frameRate).run()
    let wanted = min(0.06, Double(frameRate) * 0.0008)
    // The rate rises by a tenth at a time.
    #expect(outcome.means.dropFirst(30).allSatisfy { abs($0 - wanted) < 0.006 })
  }

  @Test func `too little for any: the least rate, and no further`() {
    let outcome = Machine(share: 0.01, cost: 0.02).run()
    #expect(outcome.rates.suffix(200).allSatisfy { $0 == 2 })
  }

  @Test func `a quota below the share: no rate runs away, none bursts when it ends`() {
    var budget = ProcessorBudget(share: 0.3, frameRate: 30)
    for _ in 0..<100 { budget.update(used: 0.05, pictures: 5, frames: 15, elapsed: 0.5) }
    #expect(budget.rate <= 10 * 1.3 + 0.01)
  }

  @Test func `a load that goes up is answered within two seconds`() {
    var budget = ProcessorBudget(share: 0.15, frameRate: 30)
    var due = 0.0
    func run(cost: Double, steps: Int) {
      for _ in 0..<steps {
        due += budget.portion * 15
        let pictures = Int(due)
        due -= due.rounded(.down)
        budget.update(used: Double(pictures) * cost, pictures: pictures, frames: 15, elapsed: 0.5)
      }
    }
    run(cost: 0.008, steps: 40)
    let before = budget.rate
    #expect(abs(before - 0.15 / 0.008) < 2)
    run(cost: 0.02, steps: 4)
    #expect(budget.rate < before * 0.7)
  }

  @Test(arguments: [0.15, 0.9]) func `after a lull it goes on as before`(share: Double) {
    var budget = ProcessorBudget(share: share, frameRate: 30)
    var due = 0.0
    func run(frames: Int, steps: Int) {
      for _ in 0..<steps {
        due += budget.portion * Double(frames)
        let pictures = Int(due)
        due -= due.rounded(.down)
        budget.update(
          used: Double(pictures) * 0.02 + 0.0001, pictures: pictures, frames: frames, elapsed: 0.5)
      }
    }
    run(frames: 15, steps: 60)
    let (rate, portion) = (budget.rate, budget.portion)
    run(frames: 0, steps: 200)
    #expect(budget.rate == rate)
    // The camera opens within the first span.
    run(frames: 4, steps: 1)
    run(frames: 15, steps: 3)
    #expect(abs(budget.rate - rate) < 0.2 * rate)
    #expect(abs(budget.portion - portion) < 0.2)
  }

  @Test func `spans of nothing change nothing`() {
    var budget = ProcessorBudget(share: 0.15, frameRate: 30)
    let first = budget.rate
    budget.update(used: 0, pictures: 0, frames: 0, elapsed: 0)
    budget.update(used: .nan, pictures: 3, frames: 15, elapsed: 0.5)
    budget.update(used: -1, pictures: 3, frames: 15, elapsed: 0.5)
    for _ in 0..<100 { budget.update(used: 0.001, pictures: 0, frames: 0, elapsed: 0.5) }
    #expect(budget.rate == first)
  }

  @Test(arguments: [1, 0.999, 0.6, 0.41667, 0.25, 0.0733, 0.0333])
  func `pictures come as evenly as frames do`(portion: Double) {
    let pace = PicturePace()
    pace.limit(to: portion)
    let admitted = (0..<3000).filter { _ in pace.admits() }
    #expect(abs(Double(admitted.count) - 3000 * portion) <= 1)
    let gaps = zip(admitted, admitted.dropFirst()).map { $1 - $0 }
    // No two gaps differ by more than a frame.
    #expect((gaps.max() ?? 0) - (gaps.min() ?? 0) <= 1)
  }

  @Test func `without a limit every frame is a picture`() {
    let pace = PicturePace()
    #expect((0..<100).allSatisfy { _ in pace.admits() })
    pace.limit(to: 0.1)
    _ = pace.admits()
    pace.limit(to: 1)
    #expect((0..<100).allSatisfy { _ in pace.admits() })
  }
}
