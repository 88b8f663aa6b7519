/// Removes nodes that no graph output and no state depends on, and values that nothing refers to any more (ids
/// are given anew). The graph's inputs stay, used or not.
public final class RemoveDeadNodes: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var isUsed = [Bool](repeating: false, count: graph.values.count)
    for id in graph.outputs { isUsed[id.index] = true }
    var nodes: [Node] = []
    // What has no outputs changes state.
    for node in graph.nodes.reversed()
    where node.outputs.isEmpty || node.outputs.contains(where: { isUsed[$0.index] }) {
      for case let id? in node.inputs { isUsed[id.index] = true }
      nodes.append(node)
    }
    // Also the outputs of kept nodes that nobody reads: a node writes all of its outputs.
    for id in nodes.flatMap({ $0.outputs }) { isUsed[id.index] = true }
    for id in graph.inputs { isUsed[id.index] = true }
    guard nodes.count < graph.nodes.count || isUsed.contains(false) else { return graph }

    var newIDs = [ValueID](repeating: ValueID(-1), count: graph.values.count)
    var values: [TensorDescriptor] = []
    for (index, value) in graph.values.enumerated() where isUsed[index] {
      newIDs[index] = ValueID(values.count)
      values.append(value)
    }
    return try Graph(
      values: values,
      nodes: nodes.reversed().map { node in
        Node(
          node.operation, inputs: node.inputs.map { $0.map { newIDs[$0.index] } },
          outputs: node.outputs.map { newIDs[$0.index] })
      },
      inputs: graph.inputs.map { newIDs[$0.index] },
      outputs: graph.outputs.map { newIDs[$0.index] },
      isKnown: { _ in true })
  }
}
