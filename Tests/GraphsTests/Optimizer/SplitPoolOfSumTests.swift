import Graphs
import TestSupport
import Testing

struct SplitPoolOfSumTests {
  private let size = Extent2D(height: 6, width: 8)

  @Test func meansOfBothAddends() throws {
    for isSwapped in [false, true] {
      var builder = GraphBuilder()
      let (x, y) = (builder.input(2, 6, 8, 5), builder.input(2, 3, 4, 5))
      let upsampled = try builder.node(ResizeBilinear(size: size), y)
      let sum = try builder.node(
        Add(), isSwapped ? upsampled : x, isSwapped ? x : upsampled)
      let output = try builder.node(Mean(axes: [1, 2], keepsDimensions: isSwapped), sum)
      let graph = try rewrite(builder.graph(output), SplitPoolOfSum())
      #expect(graph.operatorNames.sorted() == ["ADD", "MEAN", "MEAN", "RESIZE_BILINEAR"])
      #expect(graph.nodes.last?.operation(as: Add.self) != nil)
    }
  }

  @Test func anActivationComesLast() throws {
    var builder = GraphBuilder()
    let (x, y) = (builder.input(1, 6, 8, 5), builder.input(1, 3, 4, 5))
    let upsampled = try builder.node(ResizeBilinear(size: size), y)
    let output = try builder.node(
      AveragePool2D(padding: .valid, window: size, stride: size, activation: .relu),
      try builder.node(Add(), x, upsampled))
    let graph = try rewrite(builder.graph(output), SplitPoolOfSum())
    #expect(graph.first(Add.self)?.activation == .relu)
    #expect(graph.first(AveragePool2D.self)?.activation == Activation.none)
  }

  @Test func staysWhereItMust() throws {
    // Another reader of the sum; it being an output; an activation; a window that is not all of it; no
    // upsampled addend; broadcasting; a convolution that can add.
    for variant in 0..<7 {
      var builder = GraphBuilder()
      let (x, y) = (builder.input(1, 6, 8, 5), builder.input(1, 3, 4, 5))
      let upsampled = try builder.node(ResizeBilinear(size: size), y)
      let first =
        switch variant {
        case 5: builder.input(1, 1, 1, 5)
        case 6: try builder.node(Convolution2D(), x, builder.weights(5, 1, 1, 5))
        default: x
        }
      let sum = try builder.node(
        Add(activation: variant == 2 ? .relu : .none), first, variant == 4 ? x : upsampled)
      let window = variant == 3 ? Extent2D(height: 3, width: 8) : size
      let output = try builder.node(
        AveragePool2D(padding: .valid, window: window, stride: window), sum)
      let graph =
        switch variant {
        case 0: try builder.graph(output, try builder.node(Add(), sum, sum))
        case 1: try builder.graph(output, sum)
        case 4: try builder.graph(output, upsampled)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, SplitPoolOfSum())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }
}
