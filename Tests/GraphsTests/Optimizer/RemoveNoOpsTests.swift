import Graphs
import TestSupport
import Testing

struct RemoveNoOpsTests {
  private enum NoOp: CaseIterable {
    case one, oneFirst, zero, oneTensor, noAxes, smallAxes, pool, resize, alignedResize
  }

  private func apply(_ noOp: NoOp, to x: ValueID, in builder: inout GraphBuilder) throws -> ValueID
  {
    let size = Extent2D(height: 3, width: 1)
    switch noOp {
    case .one: return try builder.node(Multiply(), x, builder.constant([2], [1, 1]))
    case .oneFirst: return try builder.node(Multiply(), builder.constant([], [1]), x)
    case .zero: return try builder.node(Add(), x, builder.constant([1, 1, 1, 2], [0, 0]))
    case .oneTensor: return try builder.node(Concatenation(axis: 3), x)
    case .noAxes: return try builder.node(Mean(axes: []), x)
    case .smallAxes: return try builder.node(Mean(axes: [0, 2], keepsDimensions: true), x)
    case .pool: return try builder.node(AveragePool2D(window: .one), x)
    case .resize: return try builder.node(ResizeBilinear(size: size, hasHalfPixelCenters: true), x)
    case .alignedResize: return try builder.node(ResizeBilinear(size: size, alignsCorners: true), x)
    }
  }

  @Test func removesEachInTheMiddle() throws {
    for noOp in NoOp.allCases {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 1, 2)
      let same = try apply(noOp, to: x, in: &builder)
      let twice = try apply(noOp, to: same, in: &builder)
      let sum = try builder.node(Add(), twice, same)
      #expect(try rewrite(builder.graph(sum), RemoveNoOps()).operatorNames == ["ADD"])
    }
  }

  @Test func graphOutputsStayProduced() throws {
    for noOp in NoOp.allCases {
      var builder = GraphBuilder()
      let relu = try builder.node(Activate(activation: .relu), builder.input(1, 3, 1, 2))
      let same = try apply(noOp, to: relu, in: &builder)
      let graph = try rewrite(builder.graph(same), RemoveNoOps())
      #expect(graph.operatorNames == ["ACTIVATION"])
    }
  }

  @Test func keepsWhatAnOutputNeeds() throws {
    // The source is a graph input, is an output itself, or has another reader.
    for variant in 0..<3 {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 1, 2)
      let relu = try builder.node(Activate(activation: .relu), x)
      let same = try apply(.one, to: variant == 0 ? x : relu, in: &builder)
      let other = try builder.node(Add(), relu, relu)
      let graph =
        switch variant {
        case 0: try builder.graph(same)
        case 1: try builder.graph(same, relu)
        default: try builder.graph(same, other)
        }
      #expect(try rewrite(graph, RemoveNoOps()).operatorNames.contains("MUL"))
    }
  }

  @Test func forwardedReadersKeepTheSourceAlive() throws {
    // relu feeds two no-ops: one read by a sum, one the graph's output.
    var builder = GraphBuilder()
    let relu = try builder.node(Activate(activation: .relu), builder.input(1, 3, 1, 2))
    let inner = try apply(.zero, to: relu, in: &builder)
    let outer = try apply(.one, to: relu, in: &builder)
    let sum = try builder.node(Add(), inner, inner)
    let graph = try rewrite(builder.graph(outer, sum), RemoveNoOps())
    #expect(graph.operatorNames == ["ACTIVATION", "MUL", "ADD"])
  }

  @Test func anActivationRemains() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 3, 1, 2)
    let sum = try builder.node(Add(activation: .relu6), x, builder.constant([], [0]))
    let joined = try builder.node(Concatenation(axis: 1, activation: .reluN1To1), sum)
    let graph = try rewrite(builder.graph(joined), RemoveNoOps())
    #expect(graph.operatorNames == ["ACTIVATION", "ACTIVATION"])
    #expect(graph.first(Activate.self)?.activation == .relu6)
  }

  @Test func activationsThatChangeNothing() throws {
    let cases: [(Activation, Activation, Bool)] = [
      (.relu, .relu, true), (.relu6, .relu, true), (.logistic, .relu6, true),
      (.logistic, .reluN1To1, true), (.relu, .relu6, false), (.reluN1To1, .relu, false),
      (.hardSwish, .hardSwish, false), (.logistic, .logistic, false),
    ]
    for (first, second, isRemoved) in cases {
      var builder = GraphBuilder()
      let x = builder.input(1, 3, 1, 2)
      let sum = try builder.node(Add(activation: first), x, x)
      let activated = try builder.node(Activate(activation: second), sum)
      let output = try builder.node(Multiply(), activated, x)
      let graph = try rewrite(builder.graph(output), RemoveNoOps())
      #expect(graph.operatorNames.count == (isRemoved ? 2 : 3))
    }
  }

  @Test func keepsWhatDoesSomething() throws {
    var builder = GraphBuilder()
    let x = builder.input(1, 1, 1, 2)
    let grown = try builder.node(Multiply(), x, builder.constant([1, 2, 1, 1], [1, 1]))
    let nearly = try builder.node(Multiply(), grown, builder.constant([2], [1, 1.0000001]))
    let sum = try builder.node(Add(), nearly, builder.constant([2], [0, 1]))
    let strided = try builder.node(
      AveragePool2D(window: .one, stride: Extent2D(height: 2, width: 1)), sum)
    let flat = try builder.node(Mean(axes: [1]), strided)
    let graph = try builder.graph(flat)
    #expect(try rewrite(graph, RemoveNoOps()).operatorNames == graph.operatorNames)
  }
}
