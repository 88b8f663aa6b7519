import Graphs
import TestSupport
import Testing

struct SplitBroadcastBranchTests {
  private let size = Extent2D(height: 3, width: 4)

  @Test(arguments: [Activation.none, .relu, .relu6, .reluN1To1], [false, true])
  func splitsInBothOrders(activation: Activation, hasBias: Bool) throws {
    for (isFirst, aligned, half) in [
      (true, true, false), (false, false, true), (true, false, false),
    ] {
      var builder = GraphBuilder()
      let (x, p) = (builder.input(2, 3, 4, 5), builder.input(2, 1, 1, 3))
      let spread = try builder.node(
        ResizeBilinear(size: size, alignsCorners: aligned, hasHalfPixelCenters: half), p)
      let joined = try builder.node(
        Concatenation(axis: 3), isFirst ? spread : x, isFirst ? x : spread)
      let bias: ValueID? = hasBias ? builder.weights(6) : nil
      let output = try builder.node(
        Convolution2D(epilogue: Epilogue(activation: activation)), joined,
        builder.weights(6, 1, 1, 8), bias)
      let graph = try rewrite(builder.graph(output), SplitBroadcastBranch())
      #expect(graph.operatorNames == ["CONV_2D", "CONV_2D"])
      let (pixel, picture) = (graph.nodes[0], graph.nodes[1])
      #expect(pixel.inputs.count == 2)
      #expect(pixel.inputs[0] == graph.inputs[1])
      #expect(graph[pixel.outputs[0]].shape == Shape([2, 1, 1, 6]))
      #expect(picture.inputs.count == 4)
      #expect(picture.inputs[0] == graph.inputs[0])
      #expect((picture.inputs[2] != nil) == hasBias)
      #expect(picture.inputs[3] == pixel.outputs[0])
      #expect(
        picture.operation(as: Convolution2D.self)?.epilogue
          == Epilogue(addsResidual: true, finalActivation: activation))
    }
  }

  @Test func slicesTheWeights() throws {
    var builder = GraphBuilder()
    let (x, p) = (builder.input(1, 3, 4, 1), builder.input(1, 1, 1, 2))
    let y = builder.input(1, 3, 4, 1)
    let spread = try builder.node(ResizeBilinear(size: size), p)
    let joined = try builder.node(Concatenation(axis: 3), x, spread, y)
    let filter = builder.constant([2, 1, 1, 4], [1, 2, 3, 4, 5, 6, 7, 8])
    let graph = try rewrite(
      builder.graph(try builder.node(Convolution2D(), joined, filter)), SplitBroadcastBranch())
    #expect(graph.operatorNames == ["CONCATENATION", "CONV_2D", "CONV_2D"])
    let filters = graph.nodes.dropFirst().map { $0.inputs[1].map { graph[$0] } }
    #expect(filters.map { $0?.shape } == [Shape([2, 1, 1, 2]), Shape([2, 1, 1, 2])])
    #expect(filters[0]?.constant?.floats(as: .float32) == [2, 3, 6, 7])
    #expect(filters[1]?.constant?.floats(as: .float32) == [1, 4, 5, 8])
  }

  @Test func severalPixelsShareOneConvolution() throws {
    var builder = GraphBuilder()
    let (p, q) = (builder.input(2, 1, 1, 3), builder.input(2, 1, 1, 2))
    let (x, y) = (builder.input(2, 3, 4, 5), builder.input(2, 3, 4, 1))
    let first = try builder.node(ResizeBilinear(size: size), p)
    let second = try builder.node(ResizeBilinear(size: size), q)
    let joined = try builder.node(Concatenation(axis: 3), first, x, second, y)
    let output = try builder.node(Convolution2D(), joined, builder.weights(4, 1, 1, 11))
    // The other reader of the spread pixel keeps that, and nothing else.
    let sum = try builder.node(Add(), first, builder.input(3))
    let graph = try rewrite(builder.graph(output, sum), SplitBroadcastBranch())
    #expect(
      graph.operatorNames
        == ["RESIZE_BILINEAR", "CONCATENATION", "CONCATENATION", "CONV_2D", "CONV_2D", "ADD"])
    #expect(graph.nodes.map { graph[$0.outputs[0]].shape.dimensions }[1...2].map(\.last) == [6, 5])
  }

  @Test func otherActivationsFuseAfterwards() throws {
    var builder = GraphBuilder()
    let (x, p) = (builder.input(1, 3, 4, 5), builder.input(1, 1, 1, 3))
    let spread = try builder.node(ResizeBilinear(size: size), p)
    let joined = try builder.node(Concatenation(axis: 3), spread, x)
    let sum = try builder.node(Convolution2D(), joined, builder.weights(6, 1, 1, 8))
    let output = try builder.node(Activate(activation: .relu), sum)
    let graph = try builder.graph(output)
    for passes: [any GraphPass] in [
      [FuseActivation(), SplitBroadcastBranch()], [SplitBroadcastBranch(), FuseActivation()],
    ] {
      let found = try graph.optimized(by: passes + [RemoveDeadNodes()])
      try expectSameFunction(graph, found)
      #expect(found.operatorNames == ["CONV_2D", "CONV_2D"])
      #expect(
        found.nodes[1].operation(as: Convolution2D.self)?.epilogue
          == Epilogue(addsResidual: true, finalActivation: .relu))
    }
  }

  @Test func staysWhereItMust() throws {
    // A larger filter; a stride; a residual; an input scale; a smooth activation; computed weights;
    // another reader of the joined picture; it being an output; rows joined; an activation of the
    // joined picture; a source of two pixels; nothing but spread pixels; an empty part.
    for variant in 0..<13 {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 4, 3)
      let p = variant == 10 ? builder.input(1, 1, 2, 3) : builder.input(1, 1, 1, 3)
      let (computed, scale) = (builder.input(6, 1, 1, 6), builder.input(1, 1, 1, 6))
      let (residual, empty) = (builder.input(1, 3, 4, 6), builder.input(1, 3, 4, 0))
      let spread = try builder.node(ResizeBilinear(size: size), p)
      let concatenation = Concatenation(
        axis: variant == 8 ? 1 : 3, activation: variant == 9 ? .relu : .none)
      let joined =
        variant == 12
        ? try builder.node(concatenation, empty, spread)
        : try builder.node(concatenation, spread, variant == 11 ? spread : x)
      let filter =
        switch variant {
        case 0: builder.weights(6, 1, 2, 6)
        case 5: computed
        case 8, 12: builder.weights(6, 1, 1, 3)
        default: builder.weights(6, 1, 1, 6)
        }
      let convolution = Convolution2D(
        stride: variant == 1 ? Extent2D(height: 1, width: 2) : .one,
        epilogue: Epilogue(
          activation: variant == 4 ? .hardSwish : .none, addsResidual: variant == 2),
        scalesInput: variant == 3)
      let output =
        switch variant {
        case 2: try builder.node(convolution, joined, filter, nil, residual)
        case 3: try builder.node(convolution, joined, filter, nil, scale)
        default: try builder.node(convolution, joined, filter)
        }
      let graph =
        switch variant {
        case 6: try builder.graph(output, try builder.node(Add(), joined, joined))
        case 7: try builder.graph(output, joined)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, SplitBroadcastBranch())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }

  @Test func aPictureOfOnePixelStays() throws {
    var builder = GraphBuilder()
    let (x, p) = (builder.input(1, 1, 1, 3), builder.input(1, 1, 1, 3))
    let same = try builder.node(ResizeBilinear(size: .one), p)
    let joined = try builder.node(Concatenation(axis: 3), same, x)
    let graph = try builder.graph(
      try builder.node(Convolution2D(), joined, builder.weights(6, 1, 1, 6)))
    #expect(try rewrite(graph, SplitBroadcastBranch()).operatorNames == graph.operatorNames)
  }

  @Test func oneBufferInManyConvolutionsDoesNotFillMemory() throws {
    var builder = GraphBuilder()
    let (x, p) = (builder.input(1, 3, 4, 5), builder.input(1, 1, 1, 3))
    let filter = builder.weights(6, 1, 1, 8)
    let spread = try builder.node(ResizeBilinear(size: size), p)
    var sums: [ValueID] = []
    for _ in 0..<3 {
      let joined = try builder.node(Concatenation(axis: 3), spread, x)
      sums.append(try builder.node(Convolution2D(), joined, filter))
    }
    let graph = try builder.graph(sums[0], sums[1], sums[2])
    let found = try rewrite(graph, SplitBroadcastBranch(byteCountLimit: 2 * 6 * 8 * 4 + 1))
    #expect(found.operatorNames.count { $0 == "CONCATENATION" } == 1)
    #expect(found.operatorNames.count { $0 == "CONV_2D" } == 5)
  }
}
