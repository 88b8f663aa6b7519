import Graphs
import TestSupport
import Testing

@testable import Runtime

/// Graphs within graphs: branches and loops.
struct ControlTests {
  private func graph(
    _ inputs: [ElementType], _ body: (inout GraphBuilder, [ValueID]) throws -> ValueID
  ) throws -> Graph {
    var builder = GraphBuilder()
    let ids = inputs.map { builder.input(2, 3, of: $0) }
    let output = try body(&builder, ids)
    return try builder.graph(output)
  }

  @Test(arguments: [1, 2]) func branches(threadCount: Int) throws {
    var builder = GraphBuilder()
    let condition = builder.input(1, of: .bool)
    let input = builder.input(2, 3)
    let doubled = try graph([.float32]) { try $0.node(Add(), $1[0], $1[0]) }
    let squared = try graph([.float32]) { try $0.node(Multiply(), $1[0], $1[0]) }
    let chosen = try builder.node(
      Conditional(then: doubled, otherwise: squared), condition, input)
    let last = try builder.node(Activate(activation: .relu), chosen)
    let session = try Session(
      ExecutionPlan(builder.graph(last).optimized()), threadCount: threadCount)
    for (value, expected) in [
      (UInt8(1), [2, 4, 6, 8, 10, 0]), (0, [1, 4, 9, 16, 25, 36]), (1, [2, 4, 6, 8, 10, 0]),
    ] as [(UInt8, [Float])] {
      let flag = [value]
      session.setInput(0, toBytes: flag.span)
      session.setInput(1, to: [1, 2, 3, 4, 5, -6] as [Float])
      session.run()
      #expect(session.output(0) == expected)
    }
  }

  /// A session that doubles its input as long as the sum is less than 100.
  private func doubling() throws -> Session {
    var builder = GraphBuilder()
    let input = builder.input(2, 3)
    let condition = try graph([.float32]) { builder, ids in
      let sum = try builder.node(Reduce(.sum, axes: [0, 1]), ids[0])
      return try builder.node(Binary(.less), sum, builder.constant([], [100]))
    }
    let body = try graph([.float32]) { try $0.node(Add(), $1[0], $1[0]) }
    let output = try builder.node(Loop(condition: condition, body: body), input)
    return try Session(ExecutionPlan(builder.graph(output)), threadCount: 1)
  }

  @Test func loops() throws {
    let session = try doubling()
    for (factor, turns) in [(1, 3), (100, 0), (0.5, 4)] as [(Float, Int)] {
      let values = (1...6).map { Float($0) * factor }
      session.setInput(0, to: values)
      session.run()
      #expect(session.output(0) == values.map { $0 * Float(1 << turns) })
    }
  }

  private func endlessLoop(
    _ builder: inout GraphBuilder, _ input: ValueID, isNested: Bool = false
  ) throws -> ValueID {
    let condition = try graph([.float32]) { builder, ids in
      let none = try builder.node(Reduce(.sum, axes: [0, 1]), ids[0])
      return try builder.node(Binary(.equal), none, none)
    }
    let body = try graph([.float32]) { builder, ids in
      let value = try builder.node(Activate(activation: .relu6), ids[0])
      return isNested ? try endlessLoop(&builder, value) : value
    }
    return try builder.node(Loop(condition: condition, body: body), input)
  }

  /// A file could hold a loop without an end, also in one that would end.
  @Test(arguments: [false, true]) func endlessLoopsAreLeft(isNested: Bool) throws {
    var builder = GraphBuilder()
    let output = try endlessLoop(&builder, builder.input(2, 3), isNested: isNested)
    let session = try Session(ExecutionPlan(builder.graph(output)), threadCount: 1)
    session.loopWorkLimit = 1 << 24
    for _ in 0..<2 {
      session.setInput(0, to: [1, 2, 3, 4, 5, 6] as [Float])
      session.run()
      #expect(session.output(0) == [1, 2, 3, 4, 5, 6])
      #expect(session.endlessLoop == EndlessLoop(limit: 1 << 24))
    }
    #expect(
      "\(try #require(session.endlessLoop))"
        == "WHILE: expected an end within 16777216 units of work, found none")
  }

  /// The limit is of a run, not of a session.
  @Test func loopsThatEndHaveNoError() throws {
    let session = try doubling()
    session.loopWorkLimit = 1 << 15
    for _ in 0..<100 {
      session.setInput(0, to: [1, 1, 1, 1, 1, 1] as [Float])
      session.run()
      #expect(session.endlessLoop == nil)
    }
    session.loopWorkLimit = 1 << 10
    session.setInput(0, to: [1, 1, 1, 1, 1, 1] as [Float])
    session.run()
    #expect(session.endlessLoop != nil)
  }

  /// Weights of inner graphs are the plan's, too.
  @Test func innerGraphsCountAgainstTheMemoryLimit() throws {
    var builder = GraphBuilder()
    let flag = builder.input(1, of: .bool)
    let input = builder.input(1, 512)
    var inner = GraphBuilder()
    let x = inner.input(1, 512)
    let output = try inner.node(FullyConnected(), x, inner.weights(512, 512))
    let layer = try inner.graph(output)
    let chosen = try builder.node(Conditional(then: layer, otherwise: layer), flag, input)
    let graph = try builder.graph(chosen)
    _ = try ExecutionPlan(graph, options: PlanOptions(memoryLimitByteCount: 4 << 20))
    #expect(throws: PlanError.self) {
      try ExecutionPlan(graph, options: PlanOptions(memoryLimitByteCount: 3 << 19))
    }
  }

  @Test func graphsThatDoNotFit() throws {
    let one = try graph([.float32]) { try $0.node(Add(), $1[0], $1[0]) }
    let truth = try graph([.float32]) { try $0.node(Binary(.less), $1[0], $1[0]) }
    let value = TensorDescriptor(name: "v", elementType: .float32, shape: Shape([2, 3]))
    let other = TensorDescriptor(name: "v", elementType: .float32, shape: Shape([3, 2]))
    let flag = TensorDescriptor(name: "f", elementType: .bool, shape: Shape([]))
    #expect(
      try Conditional(then: one, otherwise: one).outputTypes(for: [flag, value]) == [value.type])
    for (operation, inputs) in [
      (Conditional(then: one, otherwise: truth), [flag, value]),
      (Conditional(then: one, otherwise: one), [flag, other]),
      (Conditional(then: one, otherwise: one), [value, value]),
      (Conditional(then: one, otherwise: one), [flag]),
      (Loop(condition: truth, body: one), [value]),
      (Loop(condition: one, body: one), [value]),
      (Loop(condition: truth, body: truth), [value]),
    ] as [(any Operator, [TensorDescriptor])] {
      #expect(throws: OperatorError.self) { try operation.outputTypes(for: inputs) }
    }
  }
}
