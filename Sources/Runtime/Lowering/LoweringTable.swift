import Graphs

/// An operator that the runtime can turn into steps. Each has a row in `LoweringTable.standard`.
protocol Lowerable: Operator {
  /// The zero margins that the node's first input must have.
  func inputMargins(of node: Node, in graph: Graph) throws(PlanError) -> Margins

  /// Appends the node's steps.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError)
}

extension Lowerable {
  func inputMargins(of node: Node, in graph: Graph) throws(PlanError) -> Margins { Margins() }
}

/// The lowering of one operator, for nodes that hold it: what `Lowerable` asks for.
protocol Lowering: AnyObject, Sendable {
  func inputMargins(of node: Node, in graph: Graph) throws(PlanError) -> Margins
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError)
}

private final class LoweringOf<Kind: Lowerable>: Lowering {
  func inputMargins(of node: Node, in graph: Graph) throws(PlanError) -> Margins {
    try node.operation(as: Kind.self)?.inputMargins(of: node, in: graph) ?? Margins()
  }

  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError) {
    try node.operation(as: Kind.self)?.lower(node, into: &builder)
  }
}

/// The lowerings of operators by name: a table, as Embedded Swift has no casts to `any Lowerable`.
struct LoweringTable: Sendable {
  private var rows: [String: any Lowering] = [:]

  /// Adds an operator.
  mutating func add<Kind: Lowerable>(_: Kind.Type) {
    precondition(rows.updateValue(LoweringOf<Kind>(), forKey: Kind.name) == nil, Kind.name)
  }

  /// The lowering of a node.
  ///
  /// - Throws: `PlanError.unsupportedOperator` where the table has none.
  func lowering(of node: Node, at index: Int) throws(PlanError) -> any Lowering {
    guard let row = rows[node.operation.name] else {
      throw .unsupportedOperator(node: index, operation: node.operation.name)
    }
    return row
  }

  /// All operators that vbg has.
  static let standard: LoweringTable = {
    var table = LoweringTable()
    table.add(Activate.self)
    table.add(Add.self)
    table.add(AveragePool2D.self)
    table.add(Concatenation.self)
    table.add(Convolution2D.self)
    table.add(DepthwiseConvolution2D.self)
    table.add(Dequantize.self)
    table.add(FullyConnected.self)
    table.add(Mean.self)
    table.add(Multiply.self)
    table.add(MultiplyAdd.self)
    table.add(ResizeBilinear.self)
    table.add(TransposeConvolution2D.self)
    return table
  }()
}
