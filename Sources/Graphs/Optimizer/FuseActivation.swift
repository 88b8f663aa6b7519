/// Moves an `Activate` into the operator that produces its input, where nothing else reads that
/// input and the operator's own activation leaves room: `relu` then `relu6` is `relu6`, for
/// example. Exact.
public final class FuseActivation: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let activate = node.operation(as: Activate.self),
        let input = node.inputs[0], editor.hasSingleUse(input),
        let producer = editor.producer(of: input),
        var ending = producer.node.operation.ending,
        let activation = activate.activation.after(ending.outputActivation)
      else { continue }
      ending.outputActivation = activation
      editor.remove(index)
      editor.replace(
        producer.index,
        with: Node(
          producer.node.operation.ending(with: ending), inputs: producer.node.inputs,
          outputs: node.outputs))
    }
    return try editor.graph()
  }
}
