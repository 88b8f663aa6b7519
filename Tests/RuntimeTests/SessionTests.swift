import CAllocationCounter
import Dispatch
import Graphs
import Kernels
import Synchronization
import TestSupport
import Testing
import Threads

@testable import Runtime

/// Sessions at work: beside each other, on one processor, among busy threads, without allocating.
@Suite(.serialized) struct SessionTests {
  /// A little network with every operator in it, large enough to be shared among threads.
  private static func network() throws -> Graph {
    var builder = GraphBuilder()
    let input = builder.input(2, 24, 31, 3)
    let stem = try builder.node(
      Convolution2D(
        stride: Extent2D(height: 2, width: 2), epilogue: Epilogue(activation: .hardSwish)),
      input, builder.weights(16, 3, 3, 3), builder.weights(16))
    let depthwise = try builder.node(
      DepthwiseConvolution2D(epilogue: Epilogue(activation: .relu)), stem,
      builder.weights(1, 5, 5, 16))
    let pooled = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), depthwise)
    let gate = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .logistic)), pooled,
      builder.weights(16, 1, 1, 16))
    let scaled = try builder.node(Multiply(), depthwise, gate)
    let projected = try builder.node(Convolution2D(), scaled, builder.weights(16, 1, 1, 16))
    let sum = try builder.node(Add(), projected, stem)
    let joined = try builder.node(Concatenation(axis: 3), sum, projected)
    let doubled = try builder.node(
      DepthwiseConvolution2D(depthMultiplier: 2), joined, builder.weights(1, 3, 3, 64))
    let small = try builder.node(Convolution2D(), doubled, builder.weights(4, 1, 1, 64))
    let resized = try builder.node(
      ResizeBilinear(size: Extent2D(height: 24, width: 31)), small)
    let smooth = try builder.node(
      AveragePool2D(window: Extent2D(height: 3, width: 3)), resized)
    let up = try builder.node(
      TransposeConvolution2D(
        outputShape: Shape([2, 48, 62, 2]), stride: Extent2D(height: 2, width: 2),
        epilogue: Epilogue(activation: .logistic)), smooth, builder.weights(2, 2, 2, 4))
    let flat = try builder.node(FullyConnected(), small, builder.weights(5, 4))
    return try builder.graph(up, flat, builder.node(Mean(axes: [0, 2]), up))
  }

  /// The outputs' bits for an input of a seed.
  private static func bits(_ session: Session, seed: UInt64) -> [[UInt32]] {
    var generator = SeededGenerator(state: seed)
    let count = session.plan.inputs[0].shape.elementCount
    session.setInput(0, to: (0..<count).map { _ in Float.random(in: -1..<1, using: &generator) })
    session.run()
    return session.plan.outputs.indices.map { session.output($0).map(\.bitPattern) }
  }

  /// Plans at every level, and what one thread makes of the seeds 0 to 3.
  private static func expectations() throws -> [(plan: ExecutionPlan, bits: [[[UInt32]]])] {
    let graph = try network().optimized()
    return try InstructionSet.available.map { level in
      let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
      let session = try Session(plan, threadCount: 1)
      return (plan, (0..<4).map { bits(session, seed: $0) })
    }
  }

  @Test func networkIsRight() throws {
    let result = try PlanCheck.run(Self.network(), tolerance: 1e-5)
    #expect(result.failures.isEmpty, "\(result.failures.prefix(3))")
  }

  @Test func twoSessionsRunAtOnce() throws {
    for (plan, expected) in try Self.expectations() {
      let wrongCount = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: 2) { caller in
        guard let session = try? Session(plan, threadCount: 2) else {
          wrongCount.add(1, ordering: .relaxed)
          return
        }
        for run in 0..<60 {
          let seed = (run + caller) % 4
          if Self.bits(session, seed: UInt64(seed)) != expected[seed] {
            wrongCount.add(1, ordering: .relaxed)
          }
        }
      }
      #expect(wrongCount.load(ordering: .relaxed) == 0)
    }
  }

  @Test func oneProcessorGivesTheSameBits() throws {
    let expectations = try Self.expectations()
    onProcessor0 {
      for (plan, expected) in expectations {
        for threadCount in [1, 2, 8] {
          guard let session = try? Session(plan, threadCount: threadCount) else {
            Issue.record("no session")
            continue
          }
          for run in 0..<10 {
            #expect(Self.bits(session, seed: UInt64(run % 4)) == expected[run % 4])
          }
        }
      }
    }
  }

  @Test func aSaturatedGlobalQueueGivesTheSameBits() throws {
    let release = DispatchSemaphore(value: 0)
    let blocked = DispatchGroup()
    for _ in 0..<200 {
      DispatchQueue.global().async(group: blocked) { release.wait() }
    }
    for (plan, expected) in try Self.expectations() {
      for threadCount in [2, 8] {
        let session = try Session(plan, threadCount: threadCount)
        for run in 0..<10 {
          #expect(Self.bits(session, seed: UInt64(run % 4)) == expected[run % 4])
        }
      }
    }
    for _ in 0..<200 { release.signal() }
    #expect(blocked.wait(timeout: .now() + 30) == .success)
  }

  /// Has the allocations of each thread of a pool counted by a counter, or by none for 0.
  private final class CountingTask: ThreadPoolTask {
    let counter: Int32
    let threadCount = Atomic<Int>(0)

    init(counter: Int32) { self.counter = counter }

    func run(on context: ThreadContext) {
      count_allocations_of_this_thread(counter)
      threadCount.store(context.count, ordering: .relaxed)
    }
  }

  @Test(arguments: [1, 2, 8]) func runsAllocateNothing(threadCount: Int) throws {
    for level in InstructionSet.available {
      let options = PlanOptions(instructionSet: level)
      try expectNoAllocation(
        ExecutionPlan(Self.network(), options: options), threadCount: threadCount)
      let product = try ExecutionPlan(Self.largeProduct(), options: options)
      #expect(product.steps.contains { $0.step is TypedStepRunner<StrassenStep> })
      try expectNoAllocation(product, threadCount: threadCount)
    }
  }

  /// A product that takes Strassen's form.
  private static func largeProduct() throws -> Graph {
    var builder = GraphBuilder()
    let input = builder.input(1, 11, 13, 192)
    return try builder.graph(
      builder.node(Convolution2D(), input, builder.weights(192, 1, 1, 192)))
  }

  private func expectNoAllocation(_ plan: ExecutionPlan, threadCount: Int) throws {
    let session = try Session(plan, threadCount: threadCount)
    #expect(session.pool.awaitAllWorkers())
    session.setInput(0, to: Array(repeating: Float(0.5), count: plan.inputs[0].shape.elementCount))

    let counter = new_allocation_counter()
    let start = CountingTask(counter: counter)
    session.pool.run(start)
    #expect(start.threadCount.load(ordering: .relaxed) == threadCount)
    let none = counted_allocations(counter)
    for _ in 0..<50 { session.run() }
    let first = counted_allocations(counter)
    for _ in 0..<100 { session.run() }
    let second = counted_allocations(counter)
    let probe = [Float](repeating: 1, count: 1000 + threadCount)
    let probed = counted_allocations(counter)
    session.pool.run(CountingTask(counter: 0))

    #expect(first == none, "50 runs allocated \(first - none) times")
    #expect(second == none, "150 runs allocated \(second - none) times")
    // The counter does count.
    #expect((probed > second) == allocations_are_counted() && probe.count > 1000)
  }

  @Test func rowsAreLentWhereTheyLie() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 4, 2)
    // Both have margins, for the convolution reads one and the depthwise the other.
    let middle = try builder.node(Add(), input, builder.constant([1], [1]))
    let last = try builder.node(DepthwiseConvolution2D(), middle, builder.weights(1, 3, 3, 2))
    let first = try builder.node(Convolution2D(), input, builder.weights(1, 5, 5, 2))
    let session = try Session(ExecutionPlan(builder.graph(middle, last, first)), threadCount: 1)
    for row in 0..<6 {
      session.withInputRow(0, row: row, of: Float.self) { span in
        #expect(span.count == 8)
        for index in span.indices { span[index] = Float(row * 8 + index) }
      }
    }
    session.run()
    for row in 0..<6 {
      session.withOutputRow(0, row: row, of: Float.self) { span in
        #expect(span.count == 8)
        for index in span.indices { #expect(span[index] == Float(row * 8 + index + 1)) }
      }
    }
    #expect(session.output(0) == (0..<48).map { Float($0 + 1) })
  }
}
