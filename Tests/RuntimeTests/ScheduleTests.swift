import Graphs
import Kernels
import Memory
import TestSupport
import Testing
import Threads

@testable import Runtime

/// Between two barriers threads may be late as much as they like: results must not change when one of
/// them does all of its steps before another begins.
struct ScheduleTests {
  @Test func randomGraphs() throws {
    var chainedCount = 0
    for seed in 1...UInt64(300) {
      let graph = try RandomGraph.graph(seed: seed).optimized()
      try expectSameBits(graph, seed: seed)
      if try hasChain(ExecutionPlan(graph)) { chainedCount += 1 }
    }
    #expect(chainedCount >= 30, "found \(chainedCount) graphs with chains")
  }

  /// Whole rows as parts, two images, a residual of one pixel, channel attention, slices of a
  /// concatenation and the phases of a transposed convolution.
  @Test func stepsOfADecoder() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 36, 20, 8)
    let filtered = try builder.node(Convolution2D(), input, builder.weights(16, 3, 3, 8))
    let left = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .relu6)), filtered, builder.weights(16, 1, 1, 16)
    )
    let right = try builder.node(
      DepthwiseConvolution2D(), filtered, builder.weights(1, 5, 5, 16))
    let whole = try builder.node(Concatenation(axis: 3), left, right)
    let mean = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), whole)
    let gate = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .logistic)), mean,
      builder.weights(32, 1, 1, 32))
    let pixel = try builder.node(Convolution2D(), mean, builder.weights(24, 1, 1, 32))
    let projected = try builder.node(
      Convolution2D(epilogue: Epilogue(addsResidual: true), scalesInput: true),
      inputs: [whole, builder.weights(24, 1, 1, 32), builder.weights(24), gate, pixel])
    let depthwise = try builder.node(
      DepthwiseConvolution2D(epilogue: Epilogue(addsResidual: true)),
      inputs: [projected, builder.weights(1, 3, 3, 24), builder.weights(24), projected])
    let narrow = try builder.node(Convolution2D(), depthwise, builder.weights(4, 1, 1, 24))
    let enlarged = try builder.node(
      TransposeConvolution2D(
        outputShape: Shape([2, 72, 40, 2]), stride: Extent2D(height: 2, width: 2),
        epilogue: Epilogue(activation: .logistic)), narrow, builder.weights(2, 2, 2, 4))
    let graph = try builder.graph(enlarged)
    #expect(try hasChain(ExecutionPlan(graph)), "chains, or this test shows nothing")
    try expectSameBits(graph, seed: 3)
    try PlanCheck.expect(graph)
  }

  /// So many weights are not scaled by each thread.
  @Test func attentionOfManyWeights() throws {
    var builder = GraphBuilder()
    let input = builder.input(2, 3, 14, 520)
    let mean = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), input)
    let projected = try builder.node(
      Convolution2D(scalesInput: true),
      inputs: [input, builder.weights(520, 1, 1, 520), nil, mean])
    let graph = try builder.graph(projected)
    #expect(try ExecutionPlan(graph).scratchByteCount == 0)
    try expectSameBits(graph, seed: 5)
    try PlanCheck.expect(graph)
  }

  private func hasChain(_ plan: ExecutionPlan) -> Bool {
    plan.steps.dropLast().contains { !$0.needsBarrier && !$0.isSerial }
  }

  /// Pixel by pixel, then over neighbors of pixels that were just written, the filter's input being its
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

    let plan = try ExecutionPlan(graph)
    let filter = try #require(plan.steps.firstIndex { $0.step is TypedStepRunner<DepthwiseStep> })
    #expect(plan.steps[filter - 1].needsBarrier, "a filter's neighbours come from other threads")
    #expect(hasChain(plan), "chains, or this test shows nothing")
  }

  /// Chains keep their buffers in use for longer, but not beyond what some step needs anyway.
  @Test func chainsDoNotCostMemory() throws {
    var builder = GraphBuilder()
    let input = builder.input(1, 39, 41, 7)
    let first = try builder.node(Convolution2D(), input, builder.weights(7, 1, 1, 7))
    let second = try builder.node(Convolution2D(), first, builder.weights(7, 1, 1, 7))
    let third = try builder.node(Convolution2D(), second, builder.weights(7, 1, 1, 7))
    let plan = try ExecutionPlan(builder.graph(third))
    #expect(plan.steps.map(\.needsBarrier) == [true, true, false])
    #expect(plan.arenaLowerBoundByteCount == 2 * ((39 * 41 * 7 * 4 + 63) / 64 * 64))
  }

  /// Steps of much work get equal shares of it, and meet; small ones go on. The first step needs so much
  /// memory that a chain of the others costs none.
  @Test func stepsOfMuchWorkAreNotChained() throws {
    for (side, isSmall) in [(64, true), (200, false)] {
      var builder = GraphBuilder()
      var value = builder.input(1, side, side, 64)
      for depth in [64, 16, 16] {
        value = try builder.node(Convolution2D(), value, builder.weights(16, 1, 1, depth))
      }
      let plan = try ExecutionPlan(builder.graph(value))
      #expect(plan.steps.map(\.needsBarrier) == [true, !isSmall, false], "\(side)x\(side)")
    }
  }

  /// A buffer takes whole cache lines, as the arena places it.
  @Test func buffersAreCountedInLines() {
    func view(_ buffer: Int) -> TensorView {
      TensorView(
        elementType: .int8, buffer: buffer, offset: 0, batch: 1, height: 1, width: 1, channels: 1,
        imageStride: 1,
        rowStride: 1, pixelStride: 1, margins: Margins())
    }
    let lifetimes = Lifetimes(
      of: [65, 64, 1, 0], in: [], inputs: (0..<4).map(view), outputs: [view(0)])
    #expect(lifetimes.lineCount(in: -1 ... -1) == 2 + 1 + 1)
    #expect(lifetimes.lineCount(in: 0...0) == 2)
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
    let arena = try Storage(mappedByteCount: byteCount)
    arena.base.assumingMemoryBound(to: Float.self)
      .update(repeating: .nan, count: byteCount / MemoryLayout<Float>.stride)
    let task = SessionTask(plan: plan, arena: arena.base)
    for (view, values) in zip(plan.inputViews, inputs) {
      task.memory.clearMargins(of: view, rows: 0..<view.rowCount)
      let rowElements = view.width * view.channels
      let floats: TypedView<Float> = try view.typed(for: "an input")
      for row in 0..<view.rowCount {
        for index in 0..<rowElements {
          task.memory.row(row, of: floats)[index] = values[row * rowElements + index]
        }
      }
    }
    var first = 0
    while first < task.calls.count {
      let last = task.calls[first...].firstIndex(where: \.needsBarrier) ?? task.calls.count - 1
      for thread in threads {
        for call in task.calls[first...last] {
          let units = ThreadContext.share(
            of: call.unitCount, grain: call.grain, index: thread, count: threads.count)
          if !units.isEmpty { call.run(units, task.memory(ofThread: thread)) }
        }
      }
      first = last + 1
    }
    return try plan.outputViews.map { try $0.typed(for: "an output") as TypedView<Float> }.map {
      view in
      (0..<view.rowCount).flatMap { row in
        (0..<view.width * view.channels).map { task.memory.row(row, of: view)[$0].bitPattern }
      }
    }
  }
}
