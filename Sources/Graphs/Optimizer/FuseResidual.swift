/// Turns the sum of a weighted operator's result and another tensor of the same shape into a
/// residual of that operator (see `Epilogue`), where nothing else reads the result. The sum's
/// activation becomes the final one. Exact.
///
/// Where both operands qualify, the one that is produced later is taken: the other is then surely
/// available. The fused node stands where the sum stood, so that this holds for the other case too.
public final class FuseResidual: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let add = node.operation(as: Add.self) else {
        continue
      }
      let shape = editor[node.outputs[0]].shape
      var best: (index: Int, node: Node, ending: Epilogue, residual: ValueID)?
      for (sum, residual) in node.operandPairs {
        guard editor.hasSingleUse(sum), editor[sum].shape == shape,
          editor[residual].shape == shape, editor[residual].constant == nil,
          let producer = editor.producer(of: sum), producer.index > best?.index ?? -1,
          producer.node.operation.hasWeights, let ending = producer.node.operation.ending,
          !ending.addsResidual
        else { continue }
        best = (producer.index, producer.node, ending, residual)
      }
      guard var best else { continue }
      best.ending.addsResidual = true
      best.ending.finalActivation = add.activation
      var inputs = best.node.inputs
      if inputs.count == 2 { inputs.append(nil) }
      inputs.append(best.residual)
      editor.remove(best.index)
      editor.replace(
        index,
        with: Node(
          best.node.operation.ending(with: best.ending), inputs: inputs, outputs: node.outputs))
    }
    return try editor.graph()
  }
}
