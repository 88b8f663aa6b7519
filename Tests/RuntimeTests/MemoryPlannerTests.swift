import TestSupport
import Testing

@testable import Runtime

@Suite struct MemoryPlannerTests {
  private func buffers(_ list: [(Int, Int, Int)]) -> [BufferLifetime] {
    list.map { BufferLifetime(byteCount: $0.0, firstStep: $0.1, lastStep: $0.2) }
  }

  private func roundedUp(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }

  /// Checks a plan step by step and pair by pair, from the definition.
  private func check(_ plan: MemoryPlan, of buffers: [BufferLifetime]) {
    #expect(plan.offsets.count == buffers.count)
    for (offset, buffer) in zip(plan.offsets, buffers) {
      #expect(offset >= 0 && offset % 64 == 0)
      #expect(offset + buffer.byteCount <= plan.byteCount)
    }
    for first in buffers.indices {
      for second in buffers.indices where second > first {
        let (a, b) = (buffers[first], buffers[second])
        let steps = Set(a.firstStep...a.lastStep)
        guard steps.contains(where: { (b.firstStep...b.lastStep).contains($0) }) else { continue }
        let areApart =
          plan.offsets[first] + a.byteCount <= plan.offsets[second]
          || plan.offsets[second] + b.byteCount <= plan.offsets[first]
        #expect(areApart || a.byteCount == 0 || b.byteCount == 0, "\(first) and \(second)")
      }
    }
    var bound = 0
    for step in (buffers.map(\.firstStep).min() ?? 0)...(buffers.map(\.lastStep).max() ?? 0) {
      let alive = buffers.filter { ($0.firstStep...$0.lastStep).contains(step) }
      bound = max(bound, alive.reduce(0) { $0 + roundedUp($1.byteCount) })
    }
    #expect(plan.lowerBoundByteCount == bound)
    #expect(plan.byteCount >= bound)
  }

  @Test func noBuffersNeedNoMemory() throws {
    let plan = try MemoryPlanner.plan([], memoryLimitByteCount: 0)
    #expect(plan == MemoryPlan(offsets: [], byteCount: 0, lowerBoundByteCount: 0))
  }

  @Test func buffersWithoutBytesTakeNoRoom() throws {
    let list = buffers([(0, 0, 9), (64, 2, 3), (0, 2, 3), (1, 3, 3), (0, -5, 40)])
    let plan = try MemoryPlanner.plan(list)
    check(plan, of: list)
    #expect(plan.byteCount == 128)
    #expect(plan.offsets[0] == 0 && plan.offsets[2] == 0 && plan.offsets[4] == 0)
  }

  @Test func oneBufferIsRoundedUpToTheAlignment() throws {
    for (byteCount, expected) in [(1, 64), (63, 64), (64, 64), (65, 128), (6400, 6400)] {
      let plan = try MemoryPlanner.plan(buffers([(byteCount, 7, 7)]))
      #expect(
        plan == MemoryPlan(offsets: [0], byteCount: expected, lowerBoundByteCount: expected))
    }
  }

  @Test func aChainNeedsItsLargestPair() throws {
    // Each buffer is written in one step and read in the next: 640+320, 320+1280, 1280+64.
    let list = buffers([(640, 0, 1), (320, 1, 2), (1280, 2, 3), (64, 3, 4)])
    let plan = try MemoryPlanner.plan(list)
    check(plan, of: list)
    #expect(plan.byteCount == 1600)
  }

  @Test func theLastStepIsInclusive() throws {
    let touching = try MemoryPlanner.plan(buffers([(64, 0, 1), (64, 1, 2)]))
    #expect(touching.byteCount == 128)
    let apart = try MemoryPlanner.plan(buffers([(64, 0, 1), (64, 2, 2)]))
    #expect(apart.byteCount == 64)
    #expect(apart.offsets == [0, 0])
  }

  @Test func aSkipConnectionIsKept() throws {
    // One long-lived buffer under many short ones: 256 + the largest pair, 512 + 512.
    let list = buffers([(256, 0, 9)] + (0..<9).map { (512, $0, $0 + 1) })
    let plan = try MemoryPlanner.plan(list)
    check(plan, of: list)
    #expect(plan.byteCount == 256 + 1024)
  }

  @Test func someInstancesCannotReachTheLowerBound() throws {
    // Never more than 4 units alive, yet 4 units are not enough (found by exhaustive search in
    // this test): the planner must find the optimum of 5.
    let unit = 64
    let list = buffers([
      (unit, 0, 2), (unit, 1, 4), (2 * unit, 3, 5), (2 * unit, 0, 0), (unit, 2, 3),
      (2 * unit, 1, 1), (unit, 5, 6), (3 * unit, 6, 6),
    ])
    let plan = try MemoryPlanner.plan(list)
    check(plan, of: list)
    #expect(plan.byteCount == optimum(of: list))
  }

  /// The smallest plan, by trying every order of placement with every buffer as low as it goes
  /// (some order gives an optimal plan: the one by ascending offset of an optimal plan).
  private func optimum(of buffers: [BufferLifetime]) -> Int {
    var best = Int.max
    var placed: [(buffer: BufferLifetime, offset: Int)] = []
    func descend(_ remaining: [BufferLifetime], height: Int) {
      guard height < best else { return }
      guard !remaining.isEmpty else { return best = height }
      for index in remaining.indices {
        let buffer = remaining[index]
        let size = roundedUp(buffer.byteCount)
        let rivals = placed.filter {
          $0.buffer.firstStep <= buffer.lastStep && buffer.firstStep <= $0.buffer.lastStep
        }
        let candidates = [0] + rivals.map { $0.offset + roundedUp($0.buffer.byteCount) }
        let offset = candidates.sorted().first { candidate in
          rivals.allSatisfy {
            candidate + size <= $0.offset
              || $0.offset + roundedUp($0.buffer.byteCount) <= candidate
          }
        }
        var rest = remaining
        rest.remove(at: index)
        placed.append((buffer, offset ?? 0))
        descend(rest, height: max(height, (offset ?? 0) + size))
        placed.removeLast()
      }
    }
    descend(buffers, height: 0)
    return best
  }

  @Test func smallInstancesAreNearTheOptimum() throws {
    var generator = SeededGenerator(state: 11)
    var optimalCount = 0
    for _ in 0..<150 {
      let list = randomBuffers(count: 6, stepCount: 6, largest: 500, using: &generator)
      let plan = try MemoryPlanner.plan(list)
      check(plan, of: list)
      let best = optimum(of: list)
      #expect(plan.byteCount >= best)
      #expect(Double(plan.byteCount) <= 1.25 * Double(best))
      if plan.byteCount == best { optimalCount += 1 }
    }
    #expect(optimalCount >= 140)
  }

  private func randomBuffers(
    count: Int, stepCount: Int, largest: Int, using generator: inout SeededGenerator
  ) -> [BufferLifetime] {
    (0..<count).map { _ in
      let steps = [
        Int.random(in: 0..<stepCount, using: &generator),
        Int.random(in: 0..<stepCount, using: &generator),
      ].sorted()
      return BufferLifetime(
        byteCount: Int.random(in: 0...largest, using: &generator),
        firstStep: steps[0], lastStep: steps[1])
    }
  }

  @Test func randomInstancesNeverOverlap() throws {
    var generator = SeededGenerator(state: 3)
    for count in [1, 2, 3, 10, 40, 120] {
      for stepCount in [1, 2, 10, 60] {
        let list = randomBuffers(
          count: count, stepCount: stepCount, largest: 10_000, using: &generator)
        let plan = try MemoryPlanner.plan(list)
        check(plan, of: list)
        #expect(try MemoryPlanner.plan(list) == plan)
        if stepCount == 1 { #expect(plan.byteCount == plan.lowerBoundByteCount) }
      }
    }
  }

  @Test(arguments: [NetworkBuffers.deepLab, NetworkBuffers.selfie])
  func networksStayNearTheLowerBound(list: [(Int, Int, Int)]) throws {
    let list = buffers(list)
    let plan = try MemoryPlanner.plan(list)
    check(plan, of: list)
    #expect(Double(plan.byteCount) <= 1.15 * Double(plan.lowerBoundByteCount))
    // Sharing is worth it: far less than a place for each.
    #expect(plan.byteCount * 3 < list.reduce(0) { $0 + $1.byteCount })
  }

  @Test func stepsMayBeAnyIntegers() throws {
    let list = [
      BufferLifetime(byteCount: 64, firstStep: .min, lastStep: .max),
      BufferLifetime(byteCount: 64, firstStep: .min, lastStep: .min),
      BufferLifetime(byteCount: 64, firstStep: .max, lastStep: .max),
    ]
    let plan = try MemoryPlanner.plan(list)
    #expect(plan.byteCount == 128)
    #expect(plan.offsets == [0, 64, 64] || plan.offsets == [64, 0, 0])
  }

  @Test func theLimitIsInclusive() throws {
    let list = buffers([(640, 0, 1), (320, 1, 2)])
    #expect(try MemoryPlanner.plan(list, memoryLimitByteCount: 960).byteCount == 960)
    #expect(throws: MemoryPlanError.limitExceeded(byteCount: 960, limitByteCount: 959)) {
      try MemoryPlanner.plan(list, memoryLimitByteCount: 959)
    }
    #expect(throws: MemoryPlanError.limitExceeded(byteCount: 960, limitByteCount: -1)) {
      try MemoryPlanner.plan(list, memoryLimitByteCount: -1)
    }
  }

  /// A limit below what is alive at once is refused with that, and one that only the best plan exceeds
  /// with what it has.
  @Test func refusalsSayWhatIsNeeded() throws {
    var generator = SeededGenerator(state: 17)
    var count = 0
    for _ in 0..<4000 where count < 5 {
      let list = randomBuffers(count: 9, stepCount: 7, largest: 500, using: &generator)
      let plan = try MemoryPlanner.plan(list)
      guard plan.byteCount > plan.lowerBoundByteCount else { continue }
      count += 1
      let needed = plan.lowerBoundByteCount
      #expect(
        throws: MemoryPlanError.limitExceeded(byteCount: needed, limitByteCount: needed - 1)
      ) { try MemoryPlanner.plan(list, memoryLimitByteCount: needed - 1) }
      for limit in [needed, plan.byteCount - 1] {
        #expect(
          throws: MemoryPlanError.limitExceeded(byteCount: plan.byteCount, limitByteCount: limit)
        ) { try MemoryPlanner.plan(list, memoryLimitByteCount: limit) }
      }
    }
    #expect(count == 5)
  }

  /// Of all greedy orders the one with the least bytes is taken: here one that another order beats.
  @Test func theSmallestPackingIsTaken() throws {
    var generator = SeededGenerator(state: 23)
    var isSmaller = [Bool](repeating: false, count: 2)
    for _ in 0..<300 {
      let list = randomBuffers(count: 12, stepCount: 9, largest: 900, using: &generator)
      let problem = try PackingProblem(list, memoryLimitByteCount: .max)
      let best = problem.bestOfGreedyOrders().byteCount
      let all = problem.greedyOrders().map { problem.pack(order: $0).byteCount }
      #expect(best == all.min())
      isSmaller[0] = isSmaller[0] || all[0] < all[all.count - 1]
      isSmaller[1] = isSmaller[1] || all[0] > all[all.count - 1]
    }
    #expect(isSmaller == [true, true], "or this test shows nothing")
  }

  @Test func enormousBuffersAreAnErrorNotATrap() throws {
    let expected = MemoryPlanError.limitExceeded(byteCount: nil, limitByteCount: .max)
    for list in [
      buffers([(.max, 0, 0)]),
      buffers([(.max - 62, 0, 0)]),
      buffers([(.max / 2 + 1, 0, 0), (.max / 2 + 1, 0, 0)]),
      buffers([(.max / 2 + 1, 0, 0), (.max / 2 + 1, 5, 5)]),
    ] {
      #expect(throws: expected) { try MemoryPlanner.plan(list) }
    }
    // The largest that fits: a multiple of 64.
    let largest = Int.max - 63
    #expect(try MemoryPlanner.plan(buffers([(largest, 0, 0)])).byteCount == largest)
    #expect(expected.description.contains("more than \(Int.max)"))
  }

  @Test func manyBuffersAreQuick() throws {
    // Quadratic at worst: 2,000 buffers that are all alive at once, and 2,000 in a chain.
    let clock = ContinuousClock()
    for list in [
      buffers((0..<2_000).map { ($0 + 1, 0, 1) }), buffers((0..<2_000).map { (99, $0, $0 + 1) }),
    ] {
      var plan: MemoryPlan?
      let time = try clock.measure { plan = try MemoryPlanner.plan(list) }
      #expect(plan?.byteCount == plan?.lowerBoundByteCount)
      #expect(time < .seconds(2))
    }
  }
}
