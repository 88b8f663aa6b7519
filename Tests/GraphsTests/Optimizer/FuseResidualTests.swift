import Graphs
import TestSupport
import Testing

struct FuseResidualTests {
  @Test func fusesEveryProducerInBothOrders() throws {
    for position in 0..<4 {
      for isFirst in [false, true] {
        var builder = GraphBuilder()
        let x = builder.input(1, 4, 5, 3)
        let sum = try FuseActivationTests.producers(&builder, x)[position]
        let output = try builder.node(
          Add(activation: .relu), isFirst ? sum : x, isFirst ? x : sum)
        let graph = try rewrite(builder.graph(output), FuseResidual())
        #expect(graph.operatorNames.count == 1)
        #expect(graph.nodes[0].inputs.count == 4)
        #expect(graph.nodes[0].inputs.last == graph.inputs[0])
      }
    }
  }

  @Test func keepsTheFirstActivation() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 4, 5, 3)
    let sum = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .relu6)), x, builder.weights(3, 1, 1, 3))
    let graph = try rewrite(
      builder.graph(try builder.node(Add(activation: .relu), x, sum)), FuseResidual())
    #expect(
      graph.first(Convolution2D.self)?.epilogue
        == Epilogue(activation: .relu6, addsResidual: true, finalActivation: .relu))
  }

  @Test func takesTheLaterOfTwo() throws {
    for isSwapped in [false, true] {
      var builder = GraphBuilder()
      let x = builder.input(1, 4, 5, 3)
      let early = try builder.node(Convolution2D(), x, builder.weights(3, 1, 1, 3))
      let late = try builder.node(DepthwiseConvolution2D(), x, builder.weights(1, 3, 3, 3))
      let output = try builder.node(Add(), isSwapped ? late : early, isSwapped ? early : late)
      let graph = try rewrite(builder.graph(output), FuseResidual())
      #expect(graph.operatorNames == ["CONV_2D", "DEPTHWISE_CONV_2D"])
      #expect(graph.first(DepthwiseConvolution2D.self)?.epilogue.addsResidual == true)
    }
  }

  @Test func waitsForAResidualThatComesLater() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 4, 5, 3)
    let early = try builder.node(Convolution2D(), x, builder.weights(3, 1, 1, 3))
    let late = try builder.node(Activate(activation: .logistic), x)
    let graph = try rewrite(
      builder.graph(try builder.node(Add(), early, late)), FuseResidual())
    #expect(graph.operatorNames == ["ACTIVATION", "CONV_2D"])
  }

  @Test func chainsOfSums() throws {
    // conv(x) + conv(y) + z: the second sum finds a residual already there.
    var builder = GraphBuilder()
    let x = builder.input(1, 4, 5, 3)
    let first = try builder.node(Convolution2D(), x, builder.weights(3, 1, 1, 3))
    let second = try builder.node(Convolution2D(), x, builder.weights(3, 3, 1, 3))
    let sum = try builder.node(Add(), first, second)
    let graph = try rewrite(builder.graph(try builder.node(Add(), sum, x)), FuseResidual())
    #expect(graph.operatorNames == ["CONV_2D", "CONV_2D", "ADD"])
  }

  @Test func staysWhereItMust() throws {
    // Broadcasting either way; another reader; a graph output; the sum with itself; a constant.
    for variant in 0..<6 {
      var builder = GraphBuilder()
      let x = builder.input(1, 4, 5, 3)
      let vector = builder.input(1, 1, 1, 3)
      let sum = try builder.node(
        Convolution2D(), variant == 1 ? vector : x, builder.weights(3, 1, 1, 3))
      let other =
        switch variant {
        case 0: vector
        case 4: sum
        case 5: builder.weights(1, 4, 5, 3)
        default: x
        }
      let output = try builder.node(Add(), sum, other)
      let graph =
        switch variant {
        case 2: try builder.graph(output, try builder.node(Multiply(), sum, x))
        case 3: try builder.graph(output, sum)
        default: try builder.graph(output)
        }
      #expect(try rewrite(graph, FuseResidual()).first(Add.self) != nil, "variant \(variant)")
    }
  }
}
