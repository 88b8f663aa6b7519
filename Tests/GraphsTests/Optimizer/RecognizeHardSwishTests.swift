import Graphs
import TestSupport
import Testing

struct RecognizeHardSwishTests {
  /// x * relu6(x + 3) / 6 in one of twelve ways of writing it.
  private func swish(
    _ x: ValueID, order: Int, isFused: Bool, three: Float = 3, sixth: Float = 1 / 6,
    in builder: inout GraphBuilder
  ) throws -> (output: ValueID, clamped: ValueID) {
    let constant = builder.constant([], [three])
    let sum = try builder.node(Add(activation: isFused ? .relu6 : .none), constant, x)
    let clamped = isFused ? sum : try builder.node(Activate(activation: .relu6), sum)
    let scale = builder.constant([1, 1, 1, 1], [sixth])
    let factors = [
      [x, clamped, scale], [clamped, scale, x], [scale, x, clamped], [scale, clamped, x],
      [clamped, x, scale], [x, scale, clamped],
    ][order]
    let product = try builder.node(Multiply(), factors[0], factors[1])
    let isOuterFirst = order % 2 == 0
    let output = try builder.node(
      Multiply(), isOuterFirst ? factors[2] : product, isOuterFirst ? product : factors[2])
    return (output, clamped)
  }

  @Test func everyOrder() throws {
    for order in 0..<6 {
      for isFused in [false, true] {
        var builder = GraphBuilder()
        let x = try builder.node(
          Convolution2D(), builder.input(1, 2, 3, 3), builder.weights(3, 1, 1, 3))
        let output = try swish(x, order: order, isFused: isFused, in: &builder).output
        let graph = try rewrite(builder.graph(output), RecognizeHardSwish())
        #expect(graph.operatorNames == ["CONV_2D", "ACTIVATION"])
        #expect(graph.first(Activate.self)?.activation == .hardSwish)
        #expect(try graph.optimized().operatorNames == ["CONV_2D"])
      }
    }
  }

  @Test func otherConstantsOrReadersStay() throws {
    for variant in 0..<4 {
      var builder = GraphBuilder()
      let x = builder.input(1, 2, 3, 3)
      // 0.16662598 is 1 / 6 rounded to float16.
      let (output, clamped) = try swish(
        x, order: 0, isFused: true, three: variant == 0 ? 3.5 : 3,
        sixth: variant == 1 ? 0.16662598 : 1 / 6, in: &builder)
      let graph =
        switch variant {
        case 2: try builder.graph(output, clamped)
        case 3: try builder.graph(output, try builder.node(Add(), clamped, x))
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, RecognizeHardSwish())
      #expect(found.operatorNames == graph.operatorNames)
    }
  }

  @Test func anotherFactorStays() throws {
    // x * relu6(y + 3) / 6
    var builder = GraphBuilder()
    let (x, y) = (builder.input(1, 2), builder.input(1, 2))
    let clamped = try builder.node(Add(activation: .relu6), y, builder.constant([], [3]))
    let product = try builder.node(Multiply(), x, clamped)
    let output = try builder.node(Multiply(), product, builder.constant([], [1 / 6]))
    #expect(
      try rewrite(builder.graph(output), RecognizeHardSwish()).operatorNames
        == ["ADD", "MUL", "MUL"])
  }
}
