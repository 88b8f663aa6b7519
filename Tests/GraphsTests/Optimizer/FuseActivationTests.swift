import Graphs
import TestSupport
import Testing

struct FuseActivationTests {
  /// One graph for each operator that can take an activation: x, then it.
  static func producers(
    _ builder: inout GraphBuilder, _ x: ValueID
  ) throws -> [ValueID] {
    let bias = builder.weights(3)
    return [
      try builder.node(Convolution2D(), x, builder.weights(3, 2, 2, 3), bias),
      try builder.node(DepthwiseConvolution2D(), x, builder.weights(1, 3, 3, 3), nil),
      try builder.node(
        TransposeConvolution2D(outputShape: Shape([1, 4, 5, 3])), x, builder.weights(3, 2, 2, 3)),
      try builder.node(FullyConnected(keepsDimensions: true), x, builder.weights(3, 3), bias),
      try builder.node(Add(), x, bias), try builder.node(Multiply(), bias, x),
      try builder.node(AveragePool2D(window: Extent2D(height: 2, width: 2)), x),
    ]
  }

  @Test func fusesIntoEveryProducer() throws {
    for position in 0..<7 {
      for activation in Activation.allCases where activation != .none {
        var builder = GraphBuilder()
        let x = builder.input(1, 4, 5, 3)
        let producer = try Self.producers(&builder, x)[position]
        let activated = try builder.node(Activate(activation: activation), producer)
        let output = try builder.node(Concatenation(axis: 0), activated, x)
        let graph = try rewrite(builder.graph(output), FuseActivation())
        #expect(graph.operatorNames.count == 2)
        #expect(graph.first(Activate.self) == nil)
      }
    }
  }

  @Test func fusesBehindAResidual() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 4, 5, 3)
    let sum = try builder.node(
      Convolution2D(epilogue: Epilogue(activation: .relu, addsResidual: true)), x,
      builder.weights(3, 1, 1, 3), nil, x)
    let graph = try rewrite(
      builder.graph(try builder.node(Activate(activation: .relu6), sum)), FuseActivation())
    #expect(
      graph.first(Convolution2D.self)?.epilogue
        == Epilogue(activation: .relu, addsResidual: true, finalActivation: .relu6))
  }

  @Test func narrowsAnActivation() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 4, 5, 3)
    let sum = try builder.node(Add(activation: .relu), x, x)
    let relu6 = try builder.node(Activate(activation: .relu6), sum)
    let graph = try rewrite(builder.graph(relu6), FuseActivation())
    #expect(graph.operatorNames == ["ADD"])
    #expect(graph.first(Add.self)?.activation == .relu6)
  }

  @Test func staysWhereItMust() throws {
    // Another reader; a graph output between; an activation that does not combine; no producer.
    for variant in 0..<4 {
      var builder = GraphBuilder()
      let x = builder.input(1, 4, 5, 3)
      let sum = try builder.node(Add(activation: variant == 2 ? .hardSwish : .none), x, x)
      let relu = try builder.node(Activate(activation: .relu), variant == 3 ? x : sum)
      let graph =
        switch variant {
        case 0: try builder.graph(try builder.node(Multiply(), relu, sum))
        case 1: try builder.graph(relu, sum)
        default: try builder.graph(relu)
        }
      #expect(try rewrite(graph, FuseActivation()).first(Activate.self) != nil)
    }
  }
}
