/// Turns the sum of a weighted operator's result and another tensor of the same shape into a
/// residual of that operator (see `Epilogue`), where nothing else reads the result. The sum's
/// activation becomes the final one. Exact.
///
/// Where both operands qualify, the one that is produced later is taken: the other is then surely
/// available. The fused node stands where the sum stood, so that this holds for the other case too.
public struct FuseResidual: GraphPass {
  public static let name = "fuse residual"

  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let add = node.operation(as: Add.self) else {
        continue
      }
      let shape = editor[node.outputs[0]].shape
      var best: (index: Int, node: Node, operation: any WeightedOperator, residual: ValueID)?
      for (sum, residual) in node.operandPairs {
        guard editor.hasSingleUse(sum), editor[sum].shape == shape,
          editor[residual].shape == shape, editor[residual].constant == nil,
          let producer = editor.producer(of: sum), producer.index > best?.index ?? -1,
          let operation = producer.node.operation as? any WeightedOperator,
          !operation.epilogue.addsResidual
        else { continue }
        best = (producer.index, producer.node, operation, residual)
      }
      guard let best else { continue }
      var operation = best.operation
      operation.epilogue.addsResidual = true
      operation.epilogue.finalActivation = add.activation
      var inputs = best.node.inputs
      if inputs.count == 2 { inputs.append(nil) }
      inputs.append(best.residual)
      editor.remove(best.index)
      editor.replace(index, with: Node(operation, inputs: inputs, outputs: node.outputs))
    }
    return try editor.graph()
  }
}
