import Graphs
import Kernels
import TestSupport
import Testing

@testable import Runtime

/// Compares plans of a graph with the interpreter, which computes in Double.
enum PlanCheck {
  /// Finding of a check.
  struct Result {
    /// One line a disagreement.
    var failures: [String] = []
    /// The largest difference over 1 or the graph's largest value.
    var worst = 0.0
  }

  /// Random inputs, dense.
  static func inputs(of graph: Graph, seed: UInt64) -> [[Float]] {
    var generator = SeededGenerator(state: seed)
    return graph.inputs.map { id in
      (0..<graph[id].shape.elementCount).map { _ in Float.random(in: -4..<4, using: &generator) }
    }
  }

  /// Runs the graph as it is and optimized, at every level of this machine, with 1, 2 and 8 threads
  /// (whose results must have the same bits). The first run gets NaN for inputs: what the second one
  /// reads of it, from a stale margin or a wrong place, shows.
  ///
  /// Each operator adds a few u times its number of terms, times the largest value that it meets, and
  /// weights keep values from growing: the limit is `tolerance` times 1 or the largest value of the
  /// graph.
  static func run(_ graph: Graph, seed: UInt64 = 1, tolerance: Double = 1e-5) throws -> Result {
    let inputs = inputs(of: graph, seed: seed)
    let doubles = inputs.map { $0.map(Double.init) }
    let expected = try Interpreter.run(graph, inputs: doubles).map(\.elements)
    let all = try Graph(
      values: graph.values, nodes: graph.nodes, inputs: graph.inputs,
      outputs: graph.nodes.flatMap(\.outputs))
    let largest = try Interpreter.run(all, inputs: doubles).flatMap(\.elements).map(abs).max() ?? 0
    var result = Result()
    for (name, graph) in [("as is", graph), ("optimised", try graph.optimized())] {
      for level in InstructionSet.available {
        let plan = try ExecutionPlan(graph, options: PlanOptions(instructionSet: level))
        var first: [[Float]]?
        for threadCount in [1, 2, 8] {
          let session = try Session(plan, threadCount: threadCount)
          for index in inputs.indices {
            session.setInput(index, to: inputs[index].map { _ in Float.nan })
          }
          session.run()
          for (index, values) in inputs.enumerated() { session.setInput(index, to: values) }
          session.run()
          let found = expected.indices.map { session.output($0) }
          if let first {
            if first.map({ $0.map(\.bitPattern) }) != found.map({ $0.map(\.bitPattern) }) {
              result.failures.append("\(name), \(level): other bits with \(threadCount) threads")
            }
            continue
          }
          first = found
          for (output, (expected, found)) in zip(expected, found).enumerated() {
            guard expected.count == found.count else {
              result.failures.append(
                "\(name), \(level), output \(output): expected \(expected.count) elements, found "
                  + "\(found.count)")
              continue
            }
            for (index, (expected, found)) in zip(expected, found).enumerated() {
              let difference = abs(Double(found) - expected) / max(1, largest)
              result.worst = max(result.worst, difference)
              // Also for NaN.
              if !(difference <= tolerance) {
                result.failures.append(
                  "\(name), \(level), output \(output)[\(index)]: expected \(expected), found "
                    + "\(found)")
                break
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Expects the plans of a graph to agree with the interpreter.
  static func expect(
    _ graph: Graph, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(graph)
    #expect(
      result.failures.isEmpty, "\(result.failures.prefix(4))", sourceLocation: sourceLocation)
  }
}
