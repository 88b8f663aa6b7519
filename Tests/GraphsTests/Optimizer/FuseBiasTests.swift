import Graphs
import TestSupport
import Testing

struct FuseBiasTests {
  @Test func fusesEveryShapeOfConstant() throws {
    for dimensions in [[3], [1, 1, 1, 3], [], [1], [1, 1, 1, 1]] {
      for hasBias in [false, true] {
        for position in 0..<4 {
          var builder = GraphBuilder()
          let x = builder.input(2, 4, 5, 3)
          let bias: ValueID? = hasBias ? builder.weights(3) : nil
          let sum: ValueID
          switch position {
          case 0: sum = try builder.node(Convolution2D(), x, builder.weights(3, 2, 2, 3), bias)
          case 1:
            sum = try builder.node(
              DepthwiseConvolution2D(), x, builder.weights(1, 3, 3, 3), bias)
          case 2:
            sum = try builder.node(
              TransposeConvolution2D(outputShape: Shape([2, 4, 5, 3])), x,
              builder.weights(3, 2, 2, 3), bias)
          default:
            sum = try builder.node(
              FullyConnected(keepsDimensions: true), x, builder.weights(3, 3), bias)
          }
          let count = Shape(dimensions).elementCount
          let constant = builder.constant(dimensions, Array([0.5, -1, 2].prefix(count)))
          let output = try builder.node(Add(activation: .relu), constant, sum)
          let graph = try rewrite(builder.graph(output), FuseBias())
          #expect(graph.operatorNames.count == 1)
          #expect(graph.nodes[0].inputs.count == 3)
        }
      }
    }
  }

  @Test func fusesIntoANodeWithTwoInputs() throws {
    var builder = GraphBuilder()
    let sum = try builder.node(
      FullyConnected(), builder.input(2, 4), builder.weights(3, 4))
    let output = try builder.node(Add(), sum, builder.weights(3))
    #expect(
      try rewrite(builder.graph(output), FuseBias()).operatorNames == ["FULLY_CONNECTED"])
  }

  @Test func twoSumsInARow() throws {
    var builder = GraphBuilder()
    let sum = try builder.node(
      Convolution2D(), builder.input(1, 2, 2, 3), builder.weights(3, 1, 1, 3))
    let first = try builder.node(Add(), sum, builder.weights(3))
    let second = try builder.node(Add(), builder.weights(3), first)
    #expect(try rewrite(builder.graph(second), FuseBias()).operatorNames == ["CONV_2D"])
  }

  @Test func staysWhereItMust() throws {
    // An activation or residual between; another reader; a graph output; a constant that differs
    // between pixels or grows the output; a computed addend; a computed bias.
    for variant in 0..<8 {
      var builder = GraphBuilder()
      let x = builder.input(1, 4, 5, 3)
      let vector = builder.input(3)
      var epilogue = Epilogue()
      if variant == 0 { epilogue.activation = .relu6 }
      if variant == 1 { epilogue.addsResidual = true }
      let filter = builder.weights(3, 1, 1, 3)
      let bias: ValueID? = variant == 7 ? vector : nil
      let sum =
        variant == 1
        ? try builder.node(Convolution2D(epilogue: epilogue), x, filter, nil, x)
        : try builder.node(Convolution2D(epilogue: epilogue), x, filter, bias)
      let addend =
        switch variant {
        case 4: builder.weights(5, 3)
        case 5: builder.weights(2, 1, 1, 3)
        case 6: vector
        default: builder.weights(3)
        }
      let output = try builder.node(Add(), sum, addend)
      let graph =
        switch variant {
        case 2: try builder.graph(output, try builder.node(Multiply(), sum, x))
        case 3: try builder.graph(output, sum)
        default: try builder.graph(output)
        }
      #expect(try rewrite(graph, FuseBias()).first(Add.self) != nil, "variant \(variant)")
    }
  }
}
