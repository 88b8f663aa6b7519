import Graphs
import TestSupport
import Testing

struct RemoveDeadNodesTests {
  @Test func removesWhatNoOutputNeeds() throws {
    var builder = GraphBuilder()
    let (x, unused) = (builder.input(1, 2), builder.input(3))
    _ = builder.weights(5)
    let relu = try builder.node(Activate(activation: .relu), x)
    let dead = try builder.node(Activate(activation: .logistic), relu)
    _ = try builder.node(Add(), dead, unused.index == 1 ? dead : x)
    let output = try builder.node(Multiply(), relu, builder.constant([], [3]))
    let graph = try builder.graph(output)
    let found = try rewrite(graph, RemoveDeadNodes())
    #expect(found.operatorNames == ["ACTIVATION", "MUL"])
    #expect(found.values.count == 5)
    #expect(found.inputs.map { found[$0].shape } == [Shape([1, 2]), Shape([3])])
  }

  @Test func leavesACleanGraphAlone() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2)
    let graph = try builder.graph(try builder.node(Activate(activation: .relu), x), x)
    let found = try rewrite(graph, RemoveDeadNodes())
    #expect(found.values.count == 2)
    #expect(found.outputs == graph.outputs)
  }
}
