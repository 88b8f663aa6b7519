import Graphs
import Testing

/// Random graphs against the interpreter.
struct RandomGraphTests {
  static let batches = 0..<20
  static let graphsABatch = 20

  @Test(arguments: batches) func plansAgreeWithTheInterpreter(batch: Int) throws {
    var worst = 0.0
    for index in 0..<Self.graphsABatch {
      let seed = UInt64(1 + batch * Self.graphsABatch + index)
      let graph = try RandomGraph.graph(seed: seed)
      let result = try PlanCheck.run(graph, seed: seed, tolerance: 1e-5)
      worst = max(worst, result.worst)
      let names = graph.nodes.map { $0.operation.name }
      #expect(
        result.failures.isEmpty, "seed \(seed), \(names): \(result.failures.prefix(3))")
    }
    #expect(worst > 0, "expected graphs that compute something")
    print("random graphs \(batch): at most \(worst) of the largest value")
  }

  @Test func graphsCoverTheOperators() throws {
    var counts: [String: Int] = [:]
    for seed in 1...UInt64(Self.batches.count * Self.graphsABatch) {
      let graph = try RandomGraph.graph(seed: seed)
      for graph in [graph, try graph.optimized()] {
        for node in graph.nodes { counts[node.operation.name, default: 0] += 1 }
      }
    }
    for name in [
      Activate.name, Add.name, AveragePool2D.name, Concatenation.name, Convolution2D.name,
      DepthwiseConvolution2D.name, Dequantize.name, FullyConnected.name, Mean.name, Multiply.name,
      MultiplyAdd.name, ResizeBilinear.name, TransposeConvolution2D.name,
    ] {
      #expect(counts[name, default: 0] >= 20, "\(name)")
    }
  }
}
