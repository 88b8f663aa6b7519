import Graphs

extension Graph {
  /// One node as a graph of its own: what other nodes compute becomes an input, constants stay.
  ///
  /// - Precondition: the node exists.
  /// - Throws: `GraphError`; never for a node of a graph that holds its invariants.
  public func singleOperator(_ node: Int) throws(GraphError) -> Graph {
    let node = nodes[node]
    var values: [TensorDescriptor] = []
    var ids: [ValueID: ValueID] = [:]
    var inputs: [ValueID] = []
    func adopt(_ id: ValueID, isInput: Bool) -> ValueID {
      if let known = ids[id] { return known }
      let made = ValueID(values.count)
      values.append(self[id])
      ids[id] = made
      if isInput && self[id].constant == nil { inputs.append(made) }
      return made
    }
    let nodeInputs = node.inputs.map { id in id.map { adopt($0, isInput: true) } }
    let outputs = node.outputs.map { adopt($0, isInput: false) }
    return try Graph(
      values: values, nodes: [Node(node.operation, inputs: nodeInputs, outputs: outputs)],
      inputs: inputs, outputs: outputs)
  }
}
