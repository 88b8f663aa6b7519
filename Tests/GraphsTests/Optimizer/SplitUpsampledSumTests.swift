import Graphs
import TestSupport
import Testing

struct SplitUpsampledSumTests {
  private let large = Extent2D(height: 6, width: 8)

  @Test func takesTheUpsampledPictureOut() throws {
    for (hasBias, half) in [(false, false), (true, true)] {
      var builder = GraphBuilder()
      let (x, scale) = (builder.input(1, 6, 8, 5), builder.input(1, 1, 1, 5))
      let y = builder.input(1, 3, 4, 5)
      let upsampled = try builder.node(
        ResizeBilinear(size: large, hasHalfPixelCenters: half), y)
      let sum = try builder.node(MultiplyAdd(), x, scale, upsampled)
      let output = try builder.node(
        Convolution2D(epilogue: Epilogue(activation: .relu)), sum, builder.weights(7, 1, 1, 5),
        hasBias ? builder.weights(7) : nil)
      let graph = try rewrite(builder.graph(output), SplitUpsampledSum())
      #expect(graph.operatorNames == ["CONV_2D", "RESIZE_BILINEAR", "CONV_2D"])
      #expect(graph[graph.nodes[0].outputs[0]].shape == Shape([1, 3, 4, 7]))
      let last = try #require(graph.nodes[2].operation(as: Convolution2D.self))
      #expect(last.scalesInput)
      #expect(last.epilogue == Epilogue(addsResidual: true, finalActivation: .relu))
    }
  }

  @Test func staysWhereItMust() throws {
    // A larger filter; a stride; an activation that no residual precedes; computed weights; another
    // reader of the sum, of the upsampled picture; the sum an output; two batches; downsampling; more
    // channels than the sum is worth; an activation of the sum.
    for variant in 0..<11 {
      var builder = GraphBuilder()
      let batch = variant == 7 ? 2 : 1
      let (x, scale) = (builder.input(batch, 6, 8, 2), builder.input(batch, 1, 1, 2))
      let y = builder.input(batch, variant == 8 ? 12 : 3, variant == 8 ? 16 : 4, 2)
      let upsampled = try builder.node(ResizeBilinear(size: large), y)
      let sum = try builder.node(
        MultiplyAdd(activation: variant == 10 ? .relu : .none), x, scale, upsampled)
      let filter =
        switch variant {
        case 0: builder.weights(3, 1, 2, 2)
        case 3: builder.input(3, 1, 1, 2)
        case 9: builder.weights(32, 1, 1, 2)
        default: builder.weights(3, 1, 1, 2)
        }
      let output = try builder.node(
        Convolution2D(
          stride: variant == 1 ? Extent2D(height: 2, width: 1) : .one,
          epilogue: Epilogue(activation: variant == 2 ? .hardSwish : .none)), sum, filter)
      let graph =
        switch variant {
        case 4: try builder.graph(output, try builder.node(Add(), sum, sum))
        case 5: try builder.graph(output, try builder.node(Add(), upsampled, upsampled))
        case 6: try builder.graph(output, sum)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, SplitUpsampledSum())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }
}
