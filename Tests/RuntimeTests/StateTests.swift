import Graphs
import TestSupport
import Testing

@testable import Runtime

/// State that stays from run to run, and what may not follow it.
struct StateTests {
  /// y = a copy of the state seen as another shape; state = state + input; outputs y and the new state.
  private func graph(initial: [Float]?) throws -> Graph {
    func value(_ name: String, _ shape: [Int], isState: Bool = false) -> TensorDescriptor {
      TensorDescriptor(name: name, elementType: .float32, shape: Shape(shape), isState: isState)
    }
    var state = value("state", [1, 2, 3, 1], isState: true)
    state.initialState = initial.map { Constant(floats: $0) }
    return try Graph(
      values: [
        value("in", [1, 2, 3, 1]), state, value("before", [1, 2, 3, 1]), value("seen", [6]),
        value("sum", [1, 2, 3, 1]), value("after", [1, 2, 3, 1]),
      ],
      nodes: [
        Node(ReadState(), inputs: [ValueID(1)], outputs: [ValueID(2)]),
        Node(Reshape(shape: Shape([6])), inputs: [ValueID(2)], outputs: [ValueID(3)]),
        Node(Add(), inputs: [ValueID(2), ValueID(0)], outputs: [ValueID(4)]),
        Node(WriteState(), inputs: [ValueID(1), ValueID(4)], outputs: []),
        Node(ReadState(), inputs: [ValueID(1)], outputs: [ValueID(5)]),
      ], inputs: [ValueID(0)], outputs: [ValueID(3), ValueID(5)])
  }

  @Test(arguments: [nil, [1, 2, 3, 4, 5, 6]] as [[Float]?], [1, 2])
  func whatWasReadStays(_ initial: [Float]?, threadCount: Int) throws {
    let first = initial ?? [0, 0, 0, 0, 0, 0]
    for graph in [try graph(initial: initial), try graph(initial: initial).optimized()] {
      let session = try Session(ExecutionPlan(graph), threadCount: threadCount)
      for _ in 0..<2 {
        for run in 0..<3 {
          session.setInput(0, to: [1, 2, 3, 4, 5, 6] as [Float])
          session.run()
          let before = first.enumerated().map { $1 + Float(run * ($0 + 1)) }
          #expect(session.output(0) == before)
          #expect(session.output(1) == before.enumerated().map { $1 + Float($0 + 1) })
        }
        session.resetState()
      }
    }
  }

  @Test func typesOfState() throws {
    let value = TensorDescriptor(name: "v", elementType: .float32, shape: Shape([2]))
    var state = value
    state.isState = true
    #expect(try ReadState().outputTypes(for: [state]) == [state.type])
    #expect(try WriteState().outputTypes(for: [state, value]).isEmpty)
    let other = TensorDescriptor(name: "o", elementType: .float32, shape: Shape([3]))
    #expect(throws: OperatorError.self) { try ReadState().outputTypes(for: [value]) }
    #expect(throws: OperatorError.self) { try WriteState().outputTypes(for: [value, value]) }
    #expect(throws: OperatorError.self) { try WriteState().outputTypes(for: [state, other]) }
  }

  /// As TFLite has it: 0 / 0.
  @Test func meansOfNothing() throws {
    for axes in [[1], [1, 2]] {
      var builder = GraphBuilder()
      let mean = try builder.node(
        Mean(axes: axes, keepsDimensions: true), builder.input(2, 0, 3, 2))
      let session = try Session(ExecutionPlan(builder.graph(mean)), threadCount: 1)
      session.run()
      let output: [Float] = session.output(0)
      #expect(output.count == (axes.count == 1 ? 12 : 4) && output.allSatisfy(\.isNaN))
    }
  }
}
