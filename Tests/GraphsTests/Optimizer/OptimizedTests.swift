import Graphs
import TestSupport
import Testing

/// All passes together, on networks that look like the real ones.
struct OptimizedTests {
  /// A stem, blocks with squeeze-and-excite and residuals, and a decoder that upsamples.
  private func network(blockCount: Int) throws -> Graph {
    var builder = GraphBuilder()
    let picture = builder.input(1, 8, 10, 3)
    var x = try builder.node(
      Convolution2D(stride: Extent2D(height: 2, width: 2)), picture,
      builder.weights(4, 3, 3, 3), builder.weights(4))
    x = try builder.node(Activate(activation: .hardSwish), x)
    for _ in 0..<blockCount {
      let expanded = try builder.node(Convolution2D(), x, builder.weights(6, 1, 1, 4))
      let biased = try builder.node(Add(), expanded, builder.weights(6))
      let relu = try builder.node(Activate(activation: .relu), biased)
      let deep = try builder.node(DepthwiseConvolution2D(), relu, builder.weights(1, 3, 3, 6))
      let pooled = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), deep)
      let squeezed = try builder.node(Convolution2D(), pooled, builder.weights(6, 1, 1, 6))
      let gate = try builder.node(Activate(activation: .logistic), squeezed)
      let scaled = try builder.node(Multiply(), deep, gate)
      let projected = try builder.node(Convolution2D(), scaled, builder.weights(4, 1, 1, 6))
      x = try builder.node(Add(activation: .relu6), x, projected)
    }
    let large = try builder.node(
      ResizeBilinear(size: Extent2D(height: 8, width: 10), hasHalfPixelCenters: true), x)
    let logits = try builder.node(Convolution2D(), large, builder.weights(1, 1, 1, 4))
    return try builder.graph(try builder.node(Activate(activation: .logistic), logits))
  }

  @Test func fusesAWholeNetwork() throws {
    let graph = try network(blockCount: 2)
    let optimized = try graph.optimized()
    try expectSameFunction(graph, optimized)
    let block = ["CONV_2D", "DEPTHWISE_CONV_2D", "MEAN", "CONV_2D", "CONV_2D"]
    #expect(
      optimized.operatorNames
        == ["CONV_2D"] + block + block + ["CONV_2D", "RESIZE_BILINEAR", "ACTIVATION"])
    #expect(optimized[optimized.inputs[0]].shape == Shape([1, 8, 10, 3]))
    #expect(optimized[optimized.outputs[0]].shape == Shape([1, 8, 10, 1]))
  }

  @Test func nothingIsLeftToDo() throws {
    let once = try network(blockCount: 2).optimized()
    #expect(try once.optimized().operatorNames == once.operatorNames)
  }

  /// A decoder's block: a skip connection gated by the means of both pictures.
  @Test func gatesAreComputedFromSmallPictures() throws {
    var builder = GraphBuilder()
    let (skip, x) = (builder.input(1, 6, 8, 4), builder.input(1, 3, 4, 9))
    let large = try builder.node(
      ResizeBilinear(size: Extent2D(height: 6, width: 8), hasHalfPixelCenters: true), x)
    let y = try builder.node(Convolution2D(), large, builder.weights(4, 1, 1, 9))
    let joined = try builder.node(Concatenation(axis: 3), skip, y)
    let pooled = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), joined)
    let logits = try builder.node(Convolution2D(), pooled, builder.weights(4, 1, 1, 8))
    let gate = try builder.node(Activate(activation: .logistic), logits)
    let gated = try builder.node(Multiply(), skip, gate)
    let graph = try builder.graph(try builder.node(Add(), gated, y))
    let optimized = try graph.optimized()
    try expectSameFunction(graph, optimized)
    #expect(
      optimized.operatorNames
        == [
          "CONV_2D", "RESIZE_BILINEAR", "MEAN", "MEAN", "CONCATENATION", "CONV_2D", "MULTIPLY_ADD",
        ])
    #expect(
      optimized.nodes[2...3].map { $0.inputs[0] }
        == [optimized.inputs[0], optimized.nodes[0].outputs[0]])
  }

  /// The end of DeepLabv3: a branch of pooled features, spread over the picture again.
  @Test func aPooledBranchIsNeverSpread() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 5, 5, 3)
    let size = Extent2D(height: 5, width: 5)
    let pooled = try builder.node(AveragePool2D(padding: .valid, window: size, stride: size), x)
    let relu = Convolution2D(epilogue: Epilogue(activation: .relu))
    let pixel = try builder.node(relu, pooled, builder.weights(4, 1, 1, 3), builder.weights(4))
    let spread = try builder.node(ResizeBilinear(size: size, alignsCorners: true), pixel)
    let y = try builder.node(relu, x, builder.weights(4, 1, 1, 3), builder.weights(4))
    let joined = try builder.node(Concatenation(axis: 3), spread, y)
    let sum = try builder.node(relu, joined, builder.weights(4, 1, 1, 8), builder.weights(4))
    let graph = try builder.graph(
      try builder.node(Convolution2D(), sum, builder.weights(2, 1, 1, 4)))
    let optimized = try graph.optimized()
    try expectSameFunction(graph, optimized)
    #expect(
      optimized.operatorNames
        == ["AVERAGE_POOL_2D", "CONV_2D", "CONV_2D", "CONV_2D", "CONV_2D", "CONV_2D"])
  }

  @Test func everyNodeAnOutputStillHolds() throws {
    let graph = try network(blockCount: 1)
    let watched = try Graph(
      values: graph.values, nodes: graph.nodes, inputs: graph.inputs,
      outputs: graph.nodes.flatMap(\.outputs))
    try expectSameFunction(watched, try watched.optimized())
  }

  /// Random graphs: operators on random earlier pictures, with random outputs.
  @Test func randomGraphsKeepTheirFunction() throws {
    for seed: UInt64 in 0..<150 {
      var generator = SeededGenerator(state: seed)
      var builder = GraphBuilder()
      var pictures = [builder.input(1, 3, 4, 2), builder.input(1, 3, 4, 2)]
      var gates = [builder.input(1, 1, 1, 2)]
      let activations = Activation.allCases
      for _ in 0..<Int.random(in: 1...14, using: &generator) {
        func pick(_ ids: [ValueID]) -> ValueID {
          ids[Int.random(in: 0..<ids.count, using: &generator)]
        }
        // Recent values more often, so that chains appear.
        func recent() -> ValueID {
          Bool.random(using: &generator) ? pictures.last! : pick(pictures)
        }
        let activation = activations[Int.random(in: 0..<activations.count, using: &generator)]
        let (x, y) = (recent(), recent())
        switch Int.random(in: 0..<13, using: &generator) {
        case 0:
          pictures.append(
            try builder.node(
              Convolution2D(epilogue: Epilogue(activation: activation)), x,
              builder.weights(2, 1, 1, 2), builder.weights(2)))
        case 1:
          pictures.append(try builder.node(Convolution2D(), x, builder.weights(2, 3, 2, 2)))
        case 2:
          pictures.append(
            try builder.node(DepthwiseConvolution2D(), x, builder.weights(1, 3, 3, 2), nil))
        case 3: pictures.append(try builder.node(Add(activation: activation), x, y))
        case 4: pictures.append(try builder.node(Add(), builder.weights(2), x))
        case 5: pictures.append(try builder.node(Multiply(), x, pick(gates)))
        case 6:
          let relu: Activation = activation == .none ? .relu : activation
          pictures.append(try builder.node(Activate(activation: relu), x))
        case 7:
          let pooled = try builder.node(Mean(axes: [1, 2], keepsDimensions: true), x)
          gates.append(try builder.node(Activate(activation: .logistic), pooled))
        case 8:
          let identity = builder.constant([], [Bool.random(using: &generator) ? 1 : 0.5])
          pictures.append(try builder.node(Multiply(), identity, x))
        case 9:
          let joined = try builder.node(Concatenation(axis: 3), x, y)
          let pool: any Operator =
            Bool.random(using: &generator)
            ? Mean(axes: [1, 2], keepsDimensions: true)
            : AveragePool2D(padding: .valid, window: Extent2D(height: 3, width: 4))
          let pooled = try builder.node(pool, joined)
          gates.append(try builder.node(Convolution2D(), pooled, builder.weights(2, 1, 1, 4)))
        case 10, 11:
          let spread = try builder.node(
            ResizeBilinear(size: Extent2D(height: 3, width: 4)), pick(gates))
          let joined = try builder.node(Concatenation(axis: 3), x, spread, y)
          pictures.append(
            try builder.node(
              Convolution2D(epilogue: Epilogue(activation: activation)), joined,
              builder.weights(2, 1, 1, 6), builder.weights(2)))
        default:
          let small = try builder.node(
            AveragePool2D(
              padding: .valid, window: Extent2D(height: 3, width: 2),
              stride: Extent2D(height: 1, width: 2)), x)
          pictures.append(
            try builder.node(
              ResizeBilinear(
                size: Extent2D(height: 3, width: 4),
                hasHalfPixelCenters: Bool.random(using: &generator)), small))
        }
      }
      let graph = try Graph(
        values: builder.values, nodes: builder.nodes, inputs: builder.inputs,
        outputs: [pictures.last!, pictures[Int.random(in: 0..<pictures.count, using: &generator)]])
      for passes in [
        Graph.standardPasses,
        Graph.standardPasses.reversed() + Graph.standardPasses,
      ] {
        try expectSameFunction(graph, try graph.optimized(by: passes))
      }
    }
  }

  @Test func optimizingIsLinearAndQuick() throws {
    // Long enough for a quadratic pass to show: 8,000 nodes must not take much more than 8 times as
    // long as 1,000.
    func seconds(_ blockCount: Int) throws -> Double {
      let graph = try network(blockCount: blockCount)
      let clock = ContinuousClock()
      let times = try (0..<3).map { _ in
        try clock.measure { _ = try graph.optimized() } / .seconds(1)
      }
      return times.min()!
    }
    let (small, large) = (try seconds(100), try seconds(800))
    #expect(large < small * 40)
  }
}
