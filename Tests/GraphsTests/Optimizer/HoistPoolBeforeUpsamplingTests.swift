import Graphs
import TestSupport
import Testing

struct HoistPoolBeforeUpsamplingTests {
  private func upsampling(_ size: Extent2D) -> ResizeBilinear {
    ResizeBilinear(size: size, hasHalfPixelCenters: true)
  }

  /// Every pair of factors, with inputs of one row, of two columns (whose borders meet) and larger.
  @Test(arguments: 1...5, 1...5) func passesWholeFactors(rows: Int, columns: Int) throws {
    for (height, width) in [(1, 1), (1, 4), (3, 2), (5, 6)] {
      var builder = GraphBuilder()
      let x = builder.input(2, height, width, 3)
      let size = Extent2D(height: height * rows, width: width * columns)
      let large = try builder.node(upsampling(size), x)
      let mean = try builder.node(Mean(axes: [1, 2]), large)
      let pool = try builder.node(AveragePool2D(window: size, stride: size), large)
      let graph = try rewrite(builder.graph(mean, pool), HoistPoolBeforeUpsampling())
      #expect(graph.operatorNames == ["MEAN", "AVERAGE_POOL_2D"])
    }
  }

  @Test func anActivationAndOtherReadersStay() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2, 3, 3)
    let size = Extent2D(height: 4, width: 9)
    let large = try builder.node(upsampling(size), x)
    let pool = try builder.node(
      AveragePool2D(padding: .valid, window: size, activation: .relu), large)
    let output = try builder.node(Multiply(), large, pool)
    let graph = try rewrite(builder.graph(output), HoistPoolBeforeUpsampling())
    #expect(graph.operatorNames == ["RESIZE_BILINEAR", "AVERAGE_POOL_2D", "MUL"])
    #expect(graph.nodes[1].inputs[0] == graph.inputs[0])
    #expect(graph.first(AveragePool2D.self)?.window == Extent2D(height: 2, width: 3))
    #expect(graph.first(AveragePool2D.self)?.activation == .relu)
  }

  @Test func passesSeveralUpsamplings() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2, 3, 3)
    let middle = try builder.node(upsampling(Extent2D(height: 4, width: 9)), x)
    let large = try builder.node(upsampling(Extent2D(height: 12, width: 9)), middle)
    let mean = try builder.node(Mean(axes: [1, 2]), large)
    let graph = try rewrite(builder.graph(mean), HoistPoolBeforeUpsampling())
    #expect(graph.operatorNames == ["MEAN"])
  }

  @Test func stopsAtAnUpsamplingThatItCannotPass() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2, 3, 3)
    let middle = try builder.node(upsampling(Extent2D(height: 3, width: 9)), x)
    let large = try builder.node(upsampling(Extent2D(height: 6, width: 9)), middle)
    let mean = try builder.node(Mean(axes: [1, 2]), large)
    let graph = try rewrite(builder.graph(mean), HoistPoolBeforeUpsampling())
    #expect(graph.operatorNames == ["RESIZE_BILINEAR", "MEAN"])
  }

  @Test func staysWhereItMust() throws {
    // Other coordinate maps; a factor that is no whole number in one dimension; downsampling; a mean
    // over part of the picture.
    for variant in 0..<6 {
      var builder = GraphBuilder()
      let x = builder.input(1, 4, 3, 2)
      let resize =
        switch variant {
        case 0: ResizeBilinear(size: Extent2D(height: 8, width: 6))
        case 1: ResizeBilinear(size: Extent2D(height: 8, width: 6), alignsCorners: true)
        case 2: upsampling(Extent2D(height: 6, width: 6))
        case 3: upsampling(Extent2D(height: 8, width: 7))
        case 4: upsampling(Extent2D(height: 2, width: 1))
        default: upsampling(Extent2D(height: 8, width: 6))
        }
      let large = try builder.node(resize, x)
      let mean = try builder.node(Mean(axes: variant == 5 ? [1] : [1, 2]), large)
      let found = try rewrite(builder.graph(mean), HoistPoolBeforeUpsampling())
      #expect(found.operatorNames == ["RESIZE_BILINEAR", "MEAN"], "variant \(variant)")
    }
  }
}
