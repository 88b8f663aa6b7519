public import Graphs
import Kernels

/// Computes a node that reads constants alone, by the very steps that would compute it in a graph.
///
/// - Parameters:
///   - node: the node.
///   - before: nodes that widen constants for it.
///   - values: the values that the nodes' ids mean.
/// - Returns: the outputs' elements; nil where the runtime lacks the operator or this use of it.
public func evaluatedConstants(
  of node: Node, after before: [Node], values: [TensorDescriptor]
) -> [Constant]? {
  var ids: [ValueID: ValueID] = [:]
  var used: [TensorDescriptor] = []
  func map(_ id: ValueID) -> ValueID {
    if let known = ids[id] { return known }
    ids[id] = ValueID(used.count)
    used.append(values[id.index])
    return ValueID(used.count - 1)
  }
  var nodes: [Node] = []
  var written: Set<ValueID> = []
  for node in before + [node] where written.isDisjoint(with: node.outputs) {
    written.formUnion(node.outputs)
    nodes.append(
      Node(
        node.operation, inputs: node.inputs.map { id in id.map(map) },
        outputs: node.outputs.map(map)))
  }
  let outputs = node.outputs.map(map)
  guard let graph = try? Graph(values: used, nodes: nodes, inputs: [], outputs: outputs),
    let plan = try? ExecutionPlan(graph, options: PlanOptions(instructionSet: .baseline)),
    let session = try? Session(plan, threadCount: 1)
  else { return nil }
  session.run()
  return outputs.indices.map { index in
    let bytes = session.outputBytes(index)
    return Constant(bytes: bytes, range: 0..<bytes.count)
  }
}
