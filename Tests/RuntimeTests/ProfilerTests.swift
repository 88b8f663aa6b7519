import Graphs
import Kernels
import Testing

@testable import Runtime

/// Tests of what a profiler says of a session's runs, and that watching changes nothing.
@Suite struct ProfilerTests {
  /// 3x3 depthwise over 33x17x20, then a mean over all pixels.
  private func plan() throws -> ExecutionPlan {
    let depthwise = try KernelWork.depthwise(
      height: 33, width: 17, channelCount: 20, filterSize: 3, stride: 1, dilation: 1
    ).graph()
    var values = depthwise.values
    values.append(
      TensorDescriptor(name: "mean", elementType: .float32, shape: Shape([1, 1, 1, 20])))
    let mean = ValueID(values.count - 1)
    return try ExecutionPlan(
      Graph(
        values: values,
        nodes: depthwise.nodes + [
          Node(
            Mean(axes: [1, 2], keepsDimensions: true), inputs: depthwise.outputs, outputs: [mean])
        ], inputs: depthwise.inputs, outputs: [mean]))
  }

  private func ramp(_ plan: ExecutionPlan) -> [Float] {
    (0..<plan.inputs[0].shape.elementCount).map { Float($0 % 251) / 251 }
  }

  @Test(arguments: [1, 2, 3]) func resultsAreThoseOfAnUnwatchedRun(threadCount: Int) throws {
    let plan = try plan()
    let session = try Session(plan, threadCount: threadCount)
    let profiler = Profiler(plan, threadCount: threadCount)
    session.setInput(0, to: ramp(plan))
    session.run()
    let expected = session.output(0)
    for count in 1...20 {
      session.setInput(0, to: ramp(plan))
      session.run(profiler: profiler)
      #expect(session.output(0) == expected)
      #expect(profiler.runCount == count)
      #expect((1...threadCount).contains(profiler.threadCount))
    }
    session.setInput(0, to: ramp(plan))
    session.run()
    #expect(session.output(0) == expected && profiler.runCount == 20)
  }

  @Test(arguments: [1, 2]) func momentsAreInOrder(threadCount: Int) throws {
    let plan = try plan()
    let session = try Session(plan, threadCount: threadCount)
    let profiler = Profiler(plan, threadCount: threadCount)
    session.setInput(0, to: ramp(plan))
    for _ in 0..<10 { session.run(profiler: profiler) }
    let run = profiler.fastestRun
    #expect(run.stepCount == plan.stepDescriptions.count && run.stepCount >= 2)
    for thread in 0..<run.threadCount {
      var previous = Duration.zero
      for step in 0..<run.stepCount {
        let part = run.part(ofStep: step, thread: thread)
        #expect(part.start >= previous && part.end >= part.start && part.release >= part.end)
        if step > 0 { #expect(part.start == previous, "a step begins when the barrier lets go") }
        // No thread passes a barrier before the last has come to it.
        for other in 0..<run.threadCount where plan.steps[step].needsBarrier {
          #expect(part.release >= run.part(ofStep: step, thread: other).end)
        }
        previous = part.release
      }
      #expect(previous <= run.duration)
    }
  }

  @Test func timingsAreConsistent() throws {
    let plan = try plan()
    let session = try Session(plan, threadCount: 2)
    // More runs than are kept.
    let profiler = Profiler(plan, threadCount: 2, runCapacity: 3)
    session.setInput(0, to: ramp(plan))
    let clock = ContinuousClock()
    let whole = clock.measure { for _ in 0..<10 { session.run(profiler: profiler) } }
    #expect(profiler.runCount == 10)
    let timings = profiler.timings
    #expect(timings.count == profiler.stepCount)
    for timing in timings {
      #expect(timing.minimum > .zero && timing.minimum <= timing.mean && timing.mean < whole)
      #expect((0...1).contains(timing.waitShare))
    }
    let fastest = profiler.fastestRun.duration
    let minima = timings.reduce(.zero) { $0 + $1.minimum }
    #expect(minima <= fastest, "no run is faster than the sum of the fastest steps")
  }

  @Test func stepsOfAConvolutionAreCounted() throws {
    let work = KernelWork.convolution(pixelCount: 5, depth: 3, channelCount: 8)
    let steps = try ExecutionPlan(work.graph()).stepDescriptions
    #expect(steps.count == 1)
    #expect(steps[0].operation == "CONV_2D" && steps[0].shapes == "1x1x5x3 -> 1x1x5x8")
    #expect(steps[0].multiplyAddCount == 5 * 3 * 8)
    // Input, output, weights and biases, of which panels hold whole vectors.
    #expect(steps[0].byteCount == 4 * (5 * 3 + 5 * 8 + 8 * 3 + 8))
    #expect(steps[0].kernelNames.allSatisfy { $0.hasPrefix("convolution ") })
    #expect(!steps[0].kernelNames.isEmpty)
  }

  @Test func rooflineByHand() {
    let peak = MachinePeak(
      gigaflopsPerThread: 100,
      bandwidths: [
        .init(.cache2, byteCount: 1000, gigabytesPerSecond: 50),
        .init(.memory, byteCount: .max, gigabytesPerSecond: 10),
      ])
    func check(
      _ threadCount: Int, _ multiplyAddCount: Int, _ byteCount: Int, _ nanoseconds: Double,
      _ bound: Roofline.Bound, location: SourceLocation = #_sourceLocation
    ) {
      let limit = Roofline(peak, threadCount: threadCount)
        .minimumSeconds(multiplyAddCount: multiplyAddCount, byteCount: byteCount)
      #expect(abs(limit.seconds * 1e9 - nanoseconds) < 1e-9, sourceLocation: location)
      #expect(limit.bound == bound, sourceLocation: location)
    }
    check(1, 1000, 8, 20, .compute)
    check(1, 10, 1000, 20, .bytes(.cache2))
    check(1, 10, 1001, 100.1, .bytes(.memory))
    check(2, 1000, 8, 10, .compute)
    check(2, 10, 2000, 20, .bytes(.cache2))
    check(2, 10, 4000, 400, .bytes(.memory))
  }

  @Test(arguments: InstructionSet.available)
  func everyKernelCanBePreferred(instructionSet: InstructionSet) throws {
    let kernels = KernelList(instructionSet)
    let options = PlanOptions(instructionSet: instructionSet)
    for kernel in kernels.convolutions where !kernel.tile.isSplit {
      let width = kernel.width
      let graph = try KernelWork.convolution(
        pixelCount: 29, depth: 11, channelCount: 2 * width
      ).graph()
      let preferred = try ExecutionPlan(
        graph, options: options, kernels: kernels.preferring(kernel))
      #expect(preferred.stepDescriptions[0].kernelNames == [kernel.name])
      let usual = try ExecutionPlan(graph, options: options)
      let outputs = try [preferred, usual].map { plan in
        let session = try Session(plan, threadCount: 1)
        session.setInput(0, to: ramp(plan))
        session.run()
        return session.output(0)
      }
      let difference = zip(outputs[0], outputs[1]).map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference < 1e-5 && outputs[0].contains { abs($0) > 1e-3 })
    }
  }

  @Test func comparisonRacesEveryTileThatFits() throws {
    let graph = try KernelWork.convolution(pixelCount: 24, depth: 8, channelCount: 24).graph()
    let level = InstructionSet.baseline
    let comparison = try KernelComparison(graph, instructionSet: level, threadCount: 1)
    let widths = KernelList(level).convolutions.filter { !$0.tile.isSplit }.map(\.width)
    let candidates = comparison.candidates
    #expect(candidates[0].isSelected && candidates.count { $0.isSelected } == 1)
    #expect(Set(candidates.map(\.kernelNames)).count == candidates.count)
    #expect(candidates.count <= widths.count { $0 <= 24 } + 1 && candidates.count > 1)
    comparison.measure(.zero, sampleCount: 5)
    #expect(comparison.candidates.allSatisfy { $0.minimum > .zero })
    #expect(comparison.selectionRatio >= 1)
    #expect(comparison.candidates.allSatisfy { $0.minimum >= comparison.fastest.minimum })
    #expect(comparison.work.multiplyAddCount == 24 * 8 * 24)
  }

  @Test func workOfAbsurdSizesIsRefused() {
    for work in [
      KernelWork.convolution(pixelCount: 1 << 20, depth: 1 << 20, channelCount: 1),
      .convolution(pixelCount: .max, depth: 2, channelCount: 1),
      .convolution(pixelCount: 0, depth: 1, channelCount: 1),
      .elementwise(.multiplyAdd, height: 1 << 20, width: 8, channelCount: 1),
      .resize(height: 1, width: 1, channelCount: 1, outputHeight: 1 << 20, outputWidth: 1 << 20),
    ] {
      #expect(throws: (any Error).self) { try work.graph() }
    }
  }

  @Test func aNodeAloneKeepsItsConstants() throws {
    let whole = try KernelWork.depthwise(
      height: 4, width: 5, channelCount: 6, filterSize: 3, stride: 2, dilation: 1
    ).graph()
    let alone = try whole.singleOperator(0)
    #expect(alone.nodes.count == 1 && alone.inputs.count == 1 && alone.outputs.count == 1)
    #expect(alone[alone.inputs[0]].shape == Shape([1, 4, 5, 6]))
    #expect(alone[alone.outputs[0]].shape == Shape([1, 2, 3, 6]))
    #expect(alone.values.count { $0.constant != nil } == 2)
  }
}
