extension Graph {
  /// Walks the nodes in order and checks what `Graph` promises. Linear in nodes and values.
  ///
  /// - Parameter isKnown: Which nodes (by position) are known to agree with their operator's rule,
  ///   because they come from a checked graph and the types of their values are the same. Asking
  ///   every rule again would take most of the time of a pass.
  func checkInvariants(isKnown: (Int) -> Bool) throws(GraphError) {
    var available = values.map { $0.constant != nil || $0.isState }
    var written = available
    for id in inputs {
      try checkRange(id, "the graph's inputs")
      guard !written[id.index] else { throw .writtenTwice(id, name: self[id].name) }
      written[id.index] = true
      available[id.index] = true
    }
    for (position, node) in nodes.enumerated() {
      var name: String { node.operation.label }
      for case let id? in node.inputs {
        try checkRange(id, "the inputs of node \(position) (\(name))")
        guard available[id.index] else {
          throw .readBeforeWritten(id, name: self[id].name, node: position, operation: name)
        }
      }
      for id in node.outputs {
        try checkRange(id, "the outputs of node \(position) (\(name))")
        guard !written[id.index] else { throw .writtenTwice(id, name: self[id].name) }
        written[id.index] = true
        available[id.index] = true
      }
      if !isKnown(position) { try checkOutputs(of: node, at: position, name) }
    }
    for id in outputs {
      try checkRange(id, "the graph's outputs")
      guard available[id.index] else { throw .outputNeverWritten(id, name: self[id].name) }
    }
  }

  private func checkRange(_ id: ValueID, _ place: @autoclosure () -> String) throws(GraphError) {
    guard values.indices.contains(id.index) else {
      throw .valueOutOfRange(id, valueCount: values.count, place: place())
    }
  }

  private func checkOutputs(of node: Node, at position: Int, _ name: String) throws(GraphError) {
    let expected: [TensorType]
    do {
      expected = try node.operation.outputTypes(for: inputDescriptors(of: node))
    } catch {
      throw .operation(node: position, operation: name, error)
    }
    let found = outputDescriptors(of: node).map { $0.type }
    guard expected == found else {
      throw .outputMismatch(
        node: position, operation: name,
        expected: expected.map { $0.description }.joined(separator: ", "),
        found: found.map { $0.description }.joined(separator: ", "))
    }
  }
}
