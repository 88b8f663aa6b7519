import Graphs
import TestSupport
import Testing

struct SplitPoolOfConcatenationTests {
  private static let pools: [any Operator] = [
    Mean(axes: [1, 2], keepsDimensions: true),
    Mean(axes: [1, 2]),
    AveragePool2D(padding: .valid, window: Extent2D(height: 3, width: 4)),
    AveragePool2D(
      padding: .valid, window: Extent2D(height: 3, width: 4),
      stride: Extent2D(height: 3, width: 4), activation: .relu),
    AveragePool2D(
      padding: .same, window: Extent2D(height: 6, width: 5), stride: Extent2D(height: 9, width: 4)),
  ]

  @Test(arguments: 0..<5) func splitsEveryKindOfGlobalMean(kind: Int) throws {
    let pool = Self.pools[kind]
    var builder = GraphBuilder()
    let (x, y, z) = (
      builder.input(2, 3, 4, 5), builder.input(2, 3, 4, 1), builder.input(2, 3, 4, 2)
    )
    let joined = try builder.node(Concatenation(axis: 3), x, y, z)
    let graph = try rewrite(
      builder.graph(try builder.node(pool, joined)), SplitPoolOfConcatenation())
    let name = type(of: pool).name
    #expect(graph.operatorNames == [name, name, name, "CONCATENATION"])
    #expect(graph.nodes.prefix(3).map { $0.inputs[0] } == graph.inputs)
    #expect(graph.nodes[3].inputs == graph.nodes.prefix(3).map { $0.outputs[0] })
  }

  @Test func partsMayRepeatAndHaveOtherReaders() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 2, 2, 3)
    let joined = try builder.node(Concatenation(axis: 3), x, x)
    let mean = try builder.node(Mean(axes: [1, 2]), joined)
    let relu = try builder.node(Activate(activation: .relu), x)
    let graph = try rewrite(builder.graph(mean, relu), SplitPoolOfConcatenation())
    #expect(graph.operatorNames == ["MEAN", "MEAN", "CONCATENATION", "ACTIVATION"])
  }

  @Test func staysWhereItMust() throws {
    // Rows joined; an activation; another reader; a graph output; an empty part; axes too few, too
    // many; a window too small, once with one output pixel; a result that is no single pixel.
    for variant in 0..<10 {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 4, 5)
      let y = variant == 4 ? builder.input(1, 3, 4, 0) : builder.input(1, 3, 4, 5)
      let joined = try builder.node(
        Concatenation(axis: variant == 0 ? 1 : 3, activation: variant == 1 ? .relu : .none), x, y)
      let pool: any Operator =
        switch variant {
        case 5: Mean(axes: [1], keepsDimensions: true)
        case 6: Mean(axes: [1, 2, 3], keepsDimensions: true)
        case 7:
          AveragePool2D(
            padding: .same, window: Extent2D(height: 3, width: 3),
            stride: Extent2D(height: 3, width: 4))
        case 8: AveragePool2D(padding: .valid, window: Extent2D(height: 3, width: 3))
        case 9: AveragePool2D(padding: .same, window: Extent2D(height: 9, width: 9))
        default: Mean(axes: [1, 2], keepsDimensions: true)
        }
      let output = try builder.node(pool, joined)
      let graph =
        switch variant {
        case 2: try builder.graph(output, try builder.node(Activate(activation: .relu), joined))
        case 3: try builder.graph(output, joined)
        default: try builder.graph(output)
        }
      let found = try rewrite(graph, SplitPoolOfConcatenation())
      #expect(found.operatorNames == graph.operatorNames, "variant \(variant)")
    }
  }

  @Test func anEmptyPartOfAPoolIsNoError() throws {
    var builder = GraphBuilder()
    let (x, empty) = (builder.input(1, 3, 4, 5), builder.input(1, 3, 4, 0))
    let joined = try builder.node(Concatenation(axis: 3), empty, x)
    let graph = try builder.graph(try builder.node(Self.pools[2], joined))
    #expect(try graph.optimized().operatorNames == graph.operatorNames)
  }
}
