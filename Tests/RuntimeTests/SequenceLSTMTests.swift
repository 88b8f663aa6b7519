import Foundation
import Graphs
import TestSupport
import Testing

@testable import Runtime

/// Layers with memory, and state that stays from run to run.
struct SequenceLSTMTests {
  private let cells = 3
  private let inputs = 2
  private let time = 4

  /// Random weights by input number.
  private func weights() -> [Int: [Float]] {
    var generator = SeededGenerator(state: 5)
    var weights: [Int: [Float]] = [:]
    for index in 1...8 {
      let count = cells * (index < 5 ? inputs : cells)
      weights[index] = (0..<count).map { _ in Float.random(in: -1..<1, using: &generator) }
    }
    for index in 12...15 {
      weights[index] = (0..<cells).map { _ in Float.random(in: -1..<1, using: &generator) }
    }
    return weights
  }

  private func graph(_ weights: [Int: [Float]]) throws -> Graph {
    var values: [TensorDescriptor] = []
    func add(
      _ shape: [Int], _ floats: [Float]? = nil, isState: Bool = false
    ) -> ValueID {
      values.append(
        TensorDescriptor(
          name: "v\(values.count)", elementType: .float32, shape: Shape(shape),
          constant: floats.map { Constant(floats: $0) }, isState: isState))
      return ValueID(values.count - 1)
    }
    let input = add([1, time, inputs])
    var ids = [ValueID?](repeating: nil, count: SequenceLSTM.inputCount)
    ids[0] = input
    for (index, floats) in weights {
      ids[index] = add(
        index < 5 ? [cells, inputs] : index < 9 ? [cells, cells] : [cells], floats)
    }
    ids[18] = add([1, cells], isState: true)
    ids[19] = add([1, cells], isState: true)
    let output = add([1, time, cells])
    return try Graph(
      values: values, nodes: [Node(SequenceLSTM(), inputs: ids, outputs: [output])],
      inputs: [input], outputs: [output])
  }

  /// The definition, one sequence after the other.
  private func expected(_ sequence: [Float], _ weights: [Int: [Float]], runs: Int) -> [Double] {
    var (h, c) = ([Double](repeating: 0, count: cells), [Double](repeating: 0, count: cells))
    var outputs: [Double] = []
    func sum(_ gate: Int, _ cell: Int, _ x: [Double]) -> Double {
      var sum = Double(weights[12 + gate]![cell])
      for k in 0..<inputs { sum += Double(weights[1 + gate]![cell * inputs + k]) * x[k] }
      for k in 0..<cells { sum += Double(weights[5 + gate]![cell * cells + k]) * h[k] }
      return sum
    }
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    for _ in 0..<runs {
      outputs = []
      for turn in 0..<time {
        let x = (0..<inputs).map { Double(sequence[turn * inputs + $0]) }
        let gates = (0..<4).map { gate in (0..<cells).map { sum(gate, $0, x) } }
        for cell in 0..<cells {
          c[cell] =
            logistic(gates[1][cell]) * c[cell] + logistic(gates[0][cell]) * tanh(gates[2][cell])
        }
        h = (0..<cells).map { logistic(gates[3][$0]) * tanh(c[$0]) }
        outputs += h
      }
    }
    return outputs
  }

  @Test func stateStaysFromRunToRun() throws {
    let weights = weights()
    let plan = try ExecutionPlan(graph(weights).optimized())
    let sequence: [Float] = [1, -2, 0.5, 3, -1, 0.25, 2, 2]
    for _ in 0..<2 {
      // A new session begins anew.
      let session = try Session(plan, threadCount: 1)
      for run in 1...3 {
        session.setInput(0, to: sequence)
        session.run()
        for (found, value) in zip(session.output(0), expected(sequence, weights, runs: run)) {
          #expect(abs(Double(found) - value) <= 1e-6)
        }
      }
    }
  }

  @Test func gatesAreWholeOrAbsent() throws {
    var weights = weights()
    weights[1] = nil
    let part = weights
    #expect(throws: GraphError.self) { try graph(part) }
    weights[5] = nil
    weights[12] = nil
    _ = try ExecutionPlan(graph(weights))
  }
}
