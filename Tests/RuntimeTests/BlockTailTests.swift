import Graphs
import TestSupport
import Testing

@testable import Runtime

/// Functions behind a convolution's blocks, against the interpreter.
struct BlockTailTests {
  /// Steps of a plan by operator.
  private func operations(_ graph: Graph) throws -> [String] {
    try ExecutionPlan(graph).steps.map(\.operation)
  }

  /// Slopes for each channel or for all, between margins that the next filter needs, of sizes below a block,
  /// beyond it and between; behind a residual and its limits.
  @Test(arguments: [1, 3, 16, 37, 130])
  func slopesInTheBlock(channels: Int) throws {
    for (height, width) in [(1, 2), (7, 5), (9, 41)] {
      for isSingle in [false, true] {
        var builder = GraphBuilder()
        let input = builder.input(2, height, width, channels)
        let slopes = isSingle ? builder.weights(1) : builder.weights(1, 1, channels)
        let first = try builder.node(
          Convolution2D(), input, builder.weights(channels, 1, 1, channels))
        let bent = try builder.node(Binary(.prelu), first, slopes)
        let depthwise = try builder.node(
          DepthwiseConvolution2D(), bent, builder.weights(1, 3, 3, channels))
        let second = try builder.node(
          Convolution2D(epilogue: Epilogue(addsResidual: true, finalActivation: .relu6)),
          inputs: [depthwise, builder.weights(channels, 3, 3, channels), nil, bent])
        let last = try builder.node(
          Binary(.prelu, activation: .reluN1To1), second, builder.weights(channels))
        let graph = try builder.graph(last)
        try PlanCheck.expect(graph)
        #expect(try operations(graph) == ["CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D"])
      }
    }
  }

  /// Functions of one number, strides and dilation, and a part of a concatenation as the place.
  @Test func otherFunctionsAndPlaces() throws {
    for function in [UnaryFunction.hyperbolicTangent, .elu, .absolute, .square] {
      var builder = GraphBuilder()
      let input = builder.input(1, 11, 13, 5)
      let convolution = try builder.node(
        Convolution2D(stride: Extent2D(height: 2, width: 1)), input, builder.weights(9, 3, 3, 5))
      let changed = try builder.node(Unary(function), convolution)
      let other = try builder.node(
        Convolution2D(stride: Extent2D(height: 2, width: 1)), input, builder.weights(4, 1, 1, 5))
      let whole = try builder.node(Concatenation(axis: 3), changed, other)
      let last = try builder.node(Convolution2D(), whole, builder.weights(3, 1, 1, 13))
      let graph = try builder.graph(last)
      try PlanCheck.expect(graph)
      #expect(try operations(graph) == ["CONV_2D", "CONV_2D", "CONV_2D"])
    }
  }

  /// What another node or the caller reads stays as it is, and so do slopes for columns, computed ones, and
  /// functions with the result as their second operand.
  @Test func whatStaysAStepOfItsOwn() throws {
    for form in 0..<6 {
      var builder = GraphBuilder()
      let input = builder.input(1, 6, 7, 4)
      let filter = builder.weights(8, 1, 1, 4)
      let convolution = try builder.node(Convolution2D(), input, filter)
      let slopes: ValueID
      switch form {
      case 0: slopes = builder.weights(7, 8)
      case 1: slopes = builder.input(8)
      default: slopes = builder.weights(8)
      }
      let bent =
        form == 2
        ? try builder.node(Binary(.subtract), slopes, convolution)
        : try builder.node(Binary(.prelu), convolution, slopes)
      let graph: Graph
      switch form {
      case 3: graph = try builder.graph(bent, convolution)
      case 4:
        graph = try builder.graph(bent, try builder.node(Unary(.negative), convolution))
      case 5:
        // Both operands are the result.
        graph = try builder.graph(try builder.node(Binary(.prelu), convolution, convolution))
      default: graph = try builder.graph(bent)
      }
      try PlanCheck.expect(graph)
      #expect(try operations(graph).count >= 2, "form \(form)")
    }
  }
}
