import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// Pointwise convolutions in Strassen's form: right where they have it, and without it where sums would
/// cost digits or time.
struct StrassenTests {
  /// Odd and even numbers of pixels, rows that blocks cut, panels that overlap, two images.
  @Test(arguments: [
    (Shape([1, 9, 13, 160]), 160), (Shape([2, 8, 12, 174]), 200), (Shape([1, 3, 67, 256]), 144),
    (Shape([1, 1, 301, 150]), 238),
  ])
  func agreesWithTheInterpreter(input: Shape, channelCount: Int) throws {
    for activation in [Activation.none, .relu6, .reluN1To1] {
      var builder = GraphBuilder()
      let picture = builder.input(input[0], input[1], input[2], input[3])
      let product = try builder.node(
        Convolution2D(epilogue: Epilogue(activation: activation)), picture,
        evenWeights(&builder, channelCount, input[3]), builder.weights(channelCount))
      // It reads the margins around the product.
      let depthwise = try builder.node(
        DepthwiseConvolution2D(), product, builder.weights(1, 3, 3, channelCount))
      let graph = try builder.graph(depthwise, product)
      #expect(try hasStrassenStep(graph))
      try PlanCheck.expect(graph)
    }
  }

  @Test func widePixelsWithoutABias() throws {
    var builder = GraphBuilder()
    let product = try builder.node(
      Convolution2D(), builder.input(1, 10, 21, 402), evenWeights(&builder, 100, 402))
    let graph = try builder.graph(product)
    #expect(try hasStrassenStep(graph))
    try PlanCheck.expect(graph)
  }

  /// A weight that is small beside those of its channel is common; a channel or a tap of which all are
  /// small would lose its digits to others.
  @Test(arguments: [(-0.01 as Float, false), (0.02, true), (0, false), (.nan, false)])
  func weightsOfUnequalSizes(scale: Float, isTaken: Bool) throws {
    for changesChannel in [false, true] {
      let size = 160
      let weights = (0..<size * size).map { index in
        let (channel, tap) = index.quotientAndRemainder(dividingBy: size)
        let weight: Float = (channel * 7 + tap * 13) % 3 == 0 ? -1 : 1
        return (changesChannel ? channel : tap) == 77 ? weight * scale : weight
      }
      var builder = GraphBuilder()
      let product = try builder.node(
        Convolution2D(), builder.input(1, 8, 16, size),
        builder.constant([size, 1, 1, size], weights))
      let graph = try builder.graph(product)
      #expect(try hasStrassenStep(graph) == isTaken)
      if !scale.isNaN { try PlanCheck.expect(graph) }
    }
    var builder = GraphBuilder()
    let weights = (0..<160 * 160).map { $0 % 11 == 0 ? 1 : 1e-5 as Float }
    let product = try builder.node(
      Convolution2D(), builder.input(1, 8, 16, 160), builder.constant([160, 1, 1, 160], weights))
    #expect(try hasStrassenStep(builder.graph(product)))
  }

  /// Sums of finite weights could be infinite.
  @Test func hugeWeights() throws {
    var builder = GraphBuilder()
    let weights = [Float](repeating: .greatestFiniteMagnitude / 3, count: 160 * 160)
    let product = try builder.node(
      Convolution2D(), builder.input(1, 8, 16, 160), builder.constant([160, 1, 1, 160], weights))
    #expect(try !hasStrassenStep(builder.graph(product)))
  }

  /// What has no halves, no sums before its activation, too few pixels, channels or columns, or a
  /// filter.
  @Test func othersStayAsTheyAre() throws {
    let cases: [(input: Shape, filter: [Int], Activation)] = [
      (Shape([1, 9, 13, 161]), [160, 1, 1, 161], .none),
      (Shape([1, 9, 13, 160]), [161, 1, 1, 160], .none),
      (Shape([1, 9, 13, 160]), [160, 1, 1, 160], .hardSwish),
      (Shape([1, 7, 13, 160]), [160, 1, 1, 160], .none),
      (Shape([1, 13, 9, 160]), [160, 1, 1, 160], .none),
      (Shape([1, 9, 13, 128]), [160, 1, 1, 128], .none),
      (Shape([1, 9, 13, 160]), [160, 1, 3, 160], .none),
      (Shape([1, 8, 12, 400]), [200, 1, 1, 400], .none),
    ]
    for (input, filter, activation) in cases {
      var builder = GraphBuilder()
      let product = try builder.node(
        Convolution2D(epilogue: Epilogue(activation: activation)),
        builder.input(input[0], input[1], input[2], input[3]),
        builder.weights(filter[0], filter[1], filter[2], filter[3]))
      let graph = try builder.graph(product)
      #expect(try !hasStrassenStep(graph), "\(input) \(filter) \(activation)")
      try PlanCheck.expect(graph)
    }
    var builder = GraphBuilder()
    let picture = builder.input(1, 9, 13, 160)
    let sum = try builder.node(
      Convolution2D(epilogue: Epilogue(addsResidual: true)),
      inputs: [
        picture, builder.weights(160, 1, 1, 160), builder.weights(160),
        builder.input(1, 9, 13, 160),
      ])
    let graph = try builder.graph(sum)
    #expect(try !hasStrassenStep(graph))
    try PlanCheck.expect(graph)
  }

  /// A pixel that is not finite, or of another size than its partner, changes no other pixel: not its
  /// partner's digits, and not the bits of the rest, however threads divide them.
  @Test(arguments: [Float.nan, .infinity, 1e8, 1e30, 1e-8, 0])
  func pixelsOfUnequalSizes(value: Float) throws {
    let (height, width, depth, channelCount) = (9, 23, 160, 200)
    var builder = GraphBuilder()
    let product = try builder.node(
      Convolution2D(), builder.input(1, height, width, depth),
      evenWeights(&builder, channelCount, depth), builder.weights(channelCount))
    let graph = try builder.graph(product)
    #expect(try hasStrassenStep(graph))
    let usual = PlanCheck.inputs(of: graph, seed: 5)[0]
    // One alone, neighbors over the end of a row, the middle pixel, which is its own partner.
    let strange = [20, 21, 22, 23, 24, 60, 103, 200]
    var inputs = usual
    for pixel in strange {
      for channel in 0..<depth where value.isFinite && value < 1 || channel == 7 {
        inputs[pixel * depth + channel] *= value
      }
    }
    let expected = try Interpreter.run(graph, inputs: [inputs.map(Double.init)])[0].elements
    for level in InstructionSet.available {
      let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
      func run(_ values: [Float], threadCount: Int) throws -> [Float] {
        let session = try Session(plan, threadCount: threadCount)
        session.setInput(0, to: values)
        session.run()
        return session.output(0)
      }
      let found = try run(inputs, threadCount: 1)
      let before = try run(usual, threadCount: 1)
      for threadCount in [2, 3, 8] {
        let other = try run(inputs, threadCount: threadCount)
        #expect(other.map(\.bitPattern) == found.map(\.bitPattern), "\(level), \(threadCount)")
      }
      let half = (height * width + 1) / 2
      for pixel in 0..<height * width where value.isFinite || !strange.contains(pixel) {
        let places = pixel * channelCount..<(pixel + 1) * channelCount
        let largest = inputs[pixel * depth..<(pixel + 1) * depth].map(\.magnitude).max() ?? 0
        for place in places {
          let difference = abs(Double(found[place]) - expected[place])
          // Also for NaN. Weights make sums about as large as their largest term, biases are below 1.
          guard difference <= 1e-5 * max(1, Double(largest)) else {
            Issue.record("\(level), pixel \(pixel): \(found[place]), not \(expected[place])")
            break
          }
        }
        if !strange.contains(where: { $0 % half == pixel % half }) {
          #expect(
            found[places].map(\.bitPattern) == before[places].map(\.bitPattern),
            "\(level), \(pixel)")
        }
      }
    }
  }

  /// Scratch counts against the memory limit, like packed weights.
  @Test func scratchIsLimited() throws {
    var builder = GraphBuilder()
    let product = try builder.node(
      Convolution2D(), builder.input(1, 8, 16, 160), builder.weights(160, 1, 1, 160))
    let graph = try builder.graph(product)
    let planned = try plan(graph, limit: 1 << 30)
    #expect(planned.scratchByteCount > 0 && planned.scratchByteCount % 64 == 0)
    let step = try #require(planned.steps[0].step as? TypedStepRunner<StrassenStep>).step
    let weights = step.weights.byteCount
    let least = planned.arenaByteCount + weights + planned.scratchByteCount
    #expect(throws: Never.self) { try plan(graph, limit: least) }
    #expect(throws: PlanError.self) { try plan(graph, limit: least - 1) }
  }

  /// Random weights whose sums of products stay about as large as what they multiply.
  private func evenWeights(
    _ builder: inout GraphBuilder, _ channelCount: Int, _ depth: Int
  ) -> ValueID {
    var generator = SeededGenerator(state: UInt64(channelCount * depth))
    let scale = 1.7 / Float(depth).squareRoot()
    return builder.constant(
      [channelCount, 1, 1, depth],
      (0..<channelCount * depth).map { _ in
        Float.random(in: -1..<1, using: &generator) * scale
      })
  }

  private func plan(_ graph: Graph, limit: Int) throws -> ExecutionPlan {
    try ExecutionPlan(graph, options: PlanOptions(memoryLimitByteCount: limit))
  }

  private func hasStrassenStep(_ graph: Graph) throws -> Bool {
    try ExecutionPlan(graph, options: PlanOptions()).steps.contains {
      $0.step is TypedStepRunner<StrassenStep>
    }
  }
}
