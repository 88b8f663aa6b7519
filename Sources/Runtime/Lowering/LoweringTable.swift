import Graphs

/// An operator that the runtime can turn into steps. Each has a row in `LoweringTable.standard`.
protocol Lowerable: Operator {
  /// The zero margins that the node's first input must have, of whose output some are needed.
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins

  /// Appends the node's steps.
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError)
}

extension Lowerable {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins { Margins() }
}

/// The lowering of one operator, for nodes that hold it: what `Lowerable` asks for.
protocol Lowering: AnyObject, Sendable {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins
  func lower(_ node: Node, into builder: inout PlanBuilder) throws(PlanError)
}

private final class LoweringOf<Kind: Lowerable>: Lowering {
  func inputMargins(
    of node: Node, in graph: Graph, outputMargins: Margins
  ) throws(PlanError) -> Margins {
    try node.operation(as: Kind.self)?.inputMargins(
      of: node, in: graph, outputMargins: outputMargins) ?? Margins()
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
      throw .unsupportedOperator(node: index, operation: node.operation.label)
    }
    return row
  }

  /// All operators that vbg has.
  static let standard: LoweringTable = {
    var table = LoweringTable()
    table.add(Activate.self)
    table.add(Add.self)
    table.add(ArgExtremum.self)
    table.add(AveragePool2D.self)
    table.add(BatchMatrixMultiply.self)
    table.add(Binary.self)
    table.add(Cast.self)
    table.add(Concatenation.self)
    table.add(Conditional.self)
    table.add(Convolution2D.self)
    table.add(CumulativeSum.self)
    table.add(DepthwiseConvolution2D.self)
    table.add(Dequantize.self)
    table.add(FullyConnected.self)
    table.add(Gather.self)
    table.add(GatherND.self)
    table.add(GroupedConvolution2D.self)
    table.add(Loop.self)
    table.add(MaxPoolWithArgmax2D.self)
    table.add(MaxUnpooling2D.self)
    table.add(Mean.self)
    table.add(Multiply.self)
    table.add(MultiplyAdd.self)
    table.add(Normalize.self)
    table.add(OneHot.self)
    table.add(Pack.self)
    table.add(Pad.self)
    table.add(Pool2D.self)
    table.add(ReadState.self)
    table.add(Rearrange.self)
    table.add(Reduce.self)
    table.add(Reshape.self)
    table.add(ResizeBilinear.self)
    table.add(ScatterND.self)
    table.add(Select.self)
    table.add(SequenceLSTM.self)
    table.add(TopK.self)
    table.add(TransposeConvolution2D.self)
    table.add(Unary.self)
    table.add(WriteState.self)
    return table
  }()
}
