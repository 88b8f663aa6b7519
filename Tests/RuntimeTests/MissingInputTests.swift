import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// A required input that is absent when a node is lowered ends the process with the operator's name
/// and the input's index. Graphs can't have such nodes, so they are made here after the graph.
struct MissingInputTests {
  /// A graph of one node, and which of its inputs its lowering needs.
  struct Lowering {
    let graph: Graph
    let required: [Int]
  }

  static func lowering(_ index: Int) throws -> Lowering? {
    var builder = GraphBuilder()
    let input = builder.input(1, 4, 4, 3)
    let residual = Epilogue(addsResidual: true)
    let (output, required): (ValueID, [Int])
    switch index {
    case 0:
      required = [0]
      output = try builder.node(
        AveragePool2D(window: Extent2D(height: 2, width: 2), stride: .one), input)
    case 1:
      required = [0]
      output = try builder.node(Mean(axes: [1, 2]), input)
    case 2:
      required = [0]
      output = try builder.node(ResizeBilinear(size: Extent2D(height: 8, width: 8)), input)
    case 3:
      required = [0, 1, 3]
      output = try builder.node(
        Convolution2D(epilogue: residual), input, builder.weights(3, 1, 1, 3), nil, input)
    case 4:
      required = [0, 1, 3]
      output = try builder.node(
        DepthwiseConvolution2D(epilogue: residual), input, builder.weights(1, 3, 3, 3), nil, input)
    case 5:
      required = [0, 1, 3]
      output = try builder.node(
        TransposeConvolution2D(outputShape: Shape([1, 4, 4, 3]), epilogue: residual), input,
        builder.weights(3, 1, 1, 3), nil, input)
    case 6:
      required = [0, 1, 3]
      let rows = builder.input(16, 3)
      output = try builder.node(
        FullyConnected(epilogue: residual), rows, builder.weights(3, 3), nil, rows)
    case 7:
      required = [0, 1]
      output = try builder.node(Concatenation(axis: 3), input, input)
    case 8:
      required = [0, 1]
      output = try builder.node(Add(), input, input)
    case 9:
      required = [0, 1]
      output = try builder.node(Multiply(), input, input)
    case 10:
      required = [0]
      output = try builder.node(Activate(activation: .relu), input)
    case 11:
      required = [0]
      output = try builder.node(Dequantize(), builder.stored(.float16, [2], [0, 0, 0, 0]))
    case 12:
      required = [0, 1, 2]
      let factors = builder.weights(1, 1, 1, 3)
      output = try builder.node(MultiplyAdd(), input, factors, input)
    default: return nil
    }
    return Lowering(graph: try builder.graph(output), required: required)
  }

  /// Lowers the node of a graph without one of its inputs, or without its output for nil.
  static func lower(_ index: Int, without input: Int?) throws {
    guard let graph = try lowering(index)?.graph, var node = graph.nodes.first else { return }
    if let input { node.inputs[input] = nil } else { node.outputs = [] }
    var builder = try PlanBuilder(
      graph: graph, kernels: KernelList(.best), memoryLimitByteCount: 1 << 20)
    try LoweringTable.standard.lowering(of: node, at: 0).lower(node, into: &builder)
  }

  @Test(arguments: 0...12)
  func endsTheProcessWithOperatorAndIndex(_ index: Int) async throws {
    let lowering = try #require(try Self.lowering(index))
    let name = try #require(lowering.graph.operatorNames.first)
    for input in lowering.required {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { [index, input = input as Int] in
        try MissingInputTests.lower(index, without: input)
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("\(name): expected input \(input), found one that is absent"))
    }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      try MissingInputTests.lower(index, without: nil)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("\(name): expected output 0, found 0 outputs"))
  }

  @Test func everyOperatorIsHere() throws {
    let names = try (0...12).map { try #require(try Self.lowering($0)).graph.operatorNames[0] }
    #expect(Set(names).count == 13)
    #expect(try Self.lowering(13) == nil)
  }
}
