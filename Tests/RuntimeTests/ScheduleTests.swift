import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// Between two barriers threads may be late as much as they like: results must not change when one of
/// them does all of its steps before another begins.
struct ScheduleTests {
  @Test(arguments: 1...150 as ClosedRange<UInt64>)
  func randomGraphs(seed: UInt64) throws {
    try expectSameBits(RandomGraph.graph(seed: seed).optimized(), seed: seed)
  }

  /// Pixel by pixel, then over neighbours of pixels that were just written, the filter's input being its
  /// residual too.
  @Test(arguments: [(12, 20, 1), (6, 10, 2), (34, 13, 1), (9, 16, 2)])
  func stepsOfAResidualBlock(height: Int, width: Int, batch: Int) throws {
    var builder = GraphBuilder()
    let input = builder.input(batch, height, width, 24)
    let first = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .relu)), input, builder.weights(32, 1, 1, 24))
    let depthwise = try builder.node(
      DepthwiseConvolution2D(epilogue: Epilogue(addsResidual: true)),
      inputs: [first, builder.weights(1, 3, 3, 32), builder.weights(32), first])
    let second = try builder.node(Convolution2D(), depthwise, builder.weights(24, 1, 1, 32))
    let third = try builder.node(Convolution2D(), second, builder.weights(88, 1, 1, 24))
    let mean = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), third)
    let gate = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .logistic)), mean,
      builder.weights(88, 1, 1, 88))
    let scaled = try builder.node(Multiply(), third, gate)
    let last = try builder.node(Convolution2D(), scaled, builder.weights(16, 1, 1, 88))
    let resized = try builder.node(
      ResizeBilinear(size: Extent2D(height: 2 * height, width: 2 * width)), last)
    let sums = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), resized)
    let graph = try builder.graph(resized, sums, depthwise).optimized()
    try expectSameBits(graph, seed: 1)

    let steps = try ExecutionPlan(graph).steps
    let filter = try #require(steps.firstIndex { $0.step is DepthwiseStep })
    #expect(steps[filter - 1].needsBarrier, "a filter's neighbours come from other threads")
    #expect(
      steps.dropLast().contains { !$0.needsBarrier && !$0.isSerial },
      "chains, or this test shows nothing")
  }

  /// Chains keep their buffers in use for longer, but not beyond what some step needs anyway.
  @Test func chainsDoNotCostMemory() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 40, 40, 8)
    let first = try builder.node(Convolution2D(), input, builder.weights(8, 1, 1, 8))
    let second = try builder.node(Convolution2D(), first, builder.weights(8, 1, 1, 8))
    let third = try builder.node(Convolution2D(), second, builder.weights(8, 1, 1, 8))
    let plan = try ExecutionPlan(builder.graph(third))
    #expect(plan.steps.map(\.needsBarrier) == [true, true, false])
    #expect(plan.arenaLowerBoundByteCount == 2 * 40 * 40 * 8 * 4)
  }

  private func expectSameBits(
    _ graph: Graph, seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let inputs = PlanCheck.inputs(of: graph, seed: seed)
    let plan = try ExecutionPlan(graph)
    let expected = try run(plan, inputs, threads: [0])
    for threads in [[0, 1], [1, 0], [2, 0, 1], [3, 1, 2, 0], [0, 1, 2, 3, 4, 5, 6]] {
      let found = try run(plan, inputs, threads: threads)
      #expect(found == expected, "threads in order \(threads)", sourceLocation: sourceLocation)
    }
  }

  /// The outputs' bits when threads take turns in this order from barrier to barrier.
  private func run(
    _ plan: ExecutionPlan, _ inputs: [[Float]], threads: [Int]
  ) throws -> [[UInt32]] {
    let byteCount = plan.scratchOffset + threads.count * plan.scratchByteCount
    let arena = try Arena(byteCount: byteCount)
    arena.base.assumingMemoryBound(to: Float.self)
      .update(repeating: .nan, count: byteCount / MemoryLayout<Float>.stride)
    let task = SessionTask(plan: plan, arena: arena.base)
    for (view, values) in zip(plan.inputViews, inputs) {
      task.memory.clearMargins(of: view, rows: 0..<view.rowCount)
      let rowElements = view.width * view.channels
      for row in 0..<view.rowCount {
        for index in 0..<rowElements {
          task.memory.row(row, of: view)[index] = values[row * rowElements + index]
        }
      }
    }
    var first = 0
    while first < plan.steps.count {
      let last = plan.steps[first...].firstIndex(where: \.needsBarrier) ?? plan.steps.count - 1
      for thread in threads {
        for planned in plan.steps[first...last] {
          let units = share(of: planned, thread: thread, threadCount: threads.count)
          if !units.isEmpty { planned.step.run(units, task.memory(ofThread: thread)) }
        }
      }
      first = last + 1
    }
    return plan.outputViews.map { view in
      (0..<view.rowCount).flatMap { row in
        (0..<view.width * view.channels).map { task.memory.row(row, of: view)[$0].bitPattern }
      }
    }
  }

  /// As `ThreadContext.share`.
  private func share(of planned: PlannedStep, thread: Int, threadCount: Int) -> Range<Int> {
    let count = planned.step.unitCount
    let grainCount = (count + planned.grain - 1) / planned.grain
    let lower = grainCount * thread / threadCount * planned.grain
    let upper = grainCount * (thread + 1) / threadCount * planned.grain
    return min(lower, count)..<min(upper, count)
  }
}
