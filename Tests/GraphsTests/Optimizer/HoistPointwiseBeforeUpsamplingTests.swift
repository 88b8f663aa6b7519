import Graphs
import TestSupport
import Testing

struct HoistPointwiseBeforeUpsamplingTests {
  private let large = Extent2D(height: 7, width: 10)

  @Test func movesBeforeEveryKindOfResize() throws {
    for (aligned, half) in [(false, false), (true, false), (false, true)] {
      var builder = GraphBuilder()
      let x = builder.input(2, 3, 4, 5)
      let resized = try builder.node(
        ResizeBilinear(size: large, alignsCorners: aligned, hasHalfPixelCenters: half), x)
      let output = try builder.node(
        Convolution2D(), resized, builder.weights(3, 1, 1, 5), builder.weights(3))
      let graph = try rewrite(
        builder.graph(output), HoistPointwiseBeforeUpsampling())
      #expect(graph.operatorNames == ["CONV_2D", "RESIZE_BILINEAR"])
      #expect(graph[graph.nodes[0].outputs[0]].shape == Shape([2, 3, 4, 3]))
    }
  }

  @Test func passesSeveralResizes() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2, 2, 5)
    let middle = try builder.node(ResizeBilinear(size: Extent2D(height: 3, width: 4)), x)
    let resized = try builder.node(ResizeBilinear(size: large), middle)
    let output = try builder.node(Convolution2D(), resized, builder.weights(3, 1, 1, 5))
    let graph = try rewrite(builder.graph(output), HoistPointwiseBeforeUpsampling())
    #expect(graph.operatorNames == ["CONV_2D", "RESIZE_BILINEAR", "RESIZE_BILINEAR"])
  }

  @Test func anActivationStaysBehind() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 3, 4, 8)
    let resized = try builder.node(ResizeBilinear(size: large), x)
    let convolution = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .relu)), resized, builder.weights(3, 1, 1, 8))
    let output = try builder.node(Add(), convolution, convolution)
    let graph = try rewrite(builder.graph(output), HoistPointwiseBeforeUpsampling())
    #expect(graph.operatorNames == ["CONV_2D", "RESIZE_BILINEAR", "ACTIVATION", "ADD"])
  }

  @Test func staysWhereItMust() throws {
    // A larger filter; a stride; a residual; computed weights; a computed bias; another reader of
    // the resized picture; it being an output; downsampling; more channels than pixels are saved.
    for variant in 0..<9 {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 4, 2)
      let computed = builder.input(3, 1, 1, 2)
      let vector = builder.input(3)
      let residual = builder.input(1, 7, 10, 3)
      let size = variant == 7 ? Extent2D(height: 2, width: 2) : large
      let resized = try builder.node(ResizeBilinear(size: size), x)
      let filter =
        switch variant {
        case 0: builder.weights(3, 1, 2, 2)
        case 3: computed
        case 8: builder.weights(64, 1, 1, 2)
        default: builder.weights(3, 1, 1, 2)
        }
      let stride = variant == 1 ? Extent2D(height: 2, width: 1) : .one
      let epilogue = Epilogue(addsResidual: variant == 2)
      let convolution = Convolution2D(stride: stride, epilogue: epilogue)
      let output =
        variant == 2
        ? try builder.node(convolution, resized, filter, nil, residual)
        : try builder.node(convolution, resized, filter, variant == 4 ? vector : nil)
      let graph =
        switch variant {
        case 5: try builder.graph(output, try builder.node(Add(), resized, resized))
        case 6: try builder.graph(output, resized)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, HoistPointwiseBeforeUpsampling())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }
}
