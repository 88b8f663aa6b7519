import Graphs
import TestSupport
import Testing

/// `FuseMultiplyAdd` and `FuseInputScale`: both start from a picture scaled by channel.
struct FuseScaleTests {
  @Test func multiplyAdd() throws {
    for order in 0..<4 {
      var builder = GraphBuilder()
      let (x, scale) = (builder.input(2, 3, 4, 5), builder.input(2, 1, 1, 5))
      let y = builder.input(2, 3, 4, 5)
      let product = try builder.node(
        Multiply(), order & 1 == 0 ? x : scale, order & 1 == 0 ? scale : x)
      let output = try builder.node(
        Add(activation: .relu), order & 2 == 0 ? product : y, order & 2 == 0 ? y : product)
      let graph = try rewrite(builder.graph(output), FuseMultiplyAdd())
      #expect(graph.operatorNames == ["MULTIPLY_ADD"])
      #expect(graph.nodes[0].inputs.map { $0?.index } == [x.index, scale.index, y.index])
      #expect(graph.first(MultiplyAdd.self)?.activation == .relu)
    }
  }

  @Test func multiplyAddStaysWhereItMust() throws {
    // A scale of another shape; an activation between; another reader; an output; broadcasting y.
    for variant in 0..<5 {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 4, 5)
      let scale = variant == 0 ? builder.input(1, 3, 1, 5) : builder.input(1, 1, 1, 5)
      let product = try builder.node(
        Multiply(activation: variant == 1 ? .relu : .none), x, scale)
      let output = try builder.node(Add(), product, variant == 4 ? scale : x)
      let graph =
        switch variant {
        case 2: try builder.graph(output, try builder.node(Multiply(), product, x))
        case 3: try builder.graph(output, product)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, FuseMultiplyAdd())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }

  @Test func inputScale() throws {
    for (hasBias, hasResidual) in [(false, false), (true, false), (false, true), (true, true)] {
      var builder = GraphBuilder()
      let (x, scale) = (builder.input(1, 3, 4, 5), builder.input(1, 1, 1, 5))
      let product = try builder.node(Multiply(), x, scale)
      let filter = builder.weights(5, 1, 1, 5)
      let bias: ValueID? = hasBias ? builder.weights(5) : nil
      let output =
        hasResidual
        ? try builder.node(
          Convolution2D(epilogue: Epilogue(addsResidual: true)), product, filter, bias, x)
        : try builder.node(Convolution2D(), product, filter, bias)
      let graph = try rewrite(builder.graph(output), FuseInputScale())
      #expect(graph.operatorNames == ["CONV_2D"])
      #expect(graph.first(Convolution2D.self)?.scalesInput == true)
      #expect(graph.nodes[0].inputs.count == (hasResidual ? 5 : 4))
      #expect(graph.nodes[0].inputs[3] == graph.inputs[1])
    }
  }

  @Test func inputScaleStaysWhereItMust() throws {
    // A larger filter; a stride; two batches; another reader; an output; an activation; a constant.
    for variant in 0..<7 {
      var builder = GraphBuilder()
      let batch = variant == 2 ? 2 : 1
      let x = builder.input(batch, 3, 4, 5)
      let scale = variant == 6 ? builder.weights(1, 1, 1, 5) : builder.input(batch, 1, 1, 5)
      let product = try builder.node(
        Multiply(activation: variant == 5 ? .relu : .none), x, scale)
      let filter = variant == 0 ? builder.weights(5, 2, 1, 5) : builder.weights(5, 1, 1, 5)
      let stride = variant == 1 ? Extent2D(height: 1, width: 2) : .one
      let output = try builder.node(Convolution2D(stride: stride), product, filter)
      let graph =
        switch variant {
        case 3: try builder.graph(output, try builder.node(Add(), product, product))
        case 4: try builder.graph(output, product)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, FuseInputScale())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }
}
