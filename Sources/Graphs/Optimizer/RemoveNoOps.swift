/// Removes operators that give back what they take: products with 1 and sums with 0 (of constants
/// that do not make the shape grow), a concatenation of one tensor, a mean over no axis or over
/// axes of size 1, a pool of one element, a resize to the same size (all of TFLite's coordinate
/// maps are the identity then), and an activation of what cannot be changed by it.
///
/// Where such an operator has an activation of its own, an `Activate` takes its place.
public final class RemoveNoOps: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let output = node.outputs.first,
        let (source, activation) = identity(node, output, in: editor)
      else { continue }
      if activation != .none {
        let activate = Activate(activation: activation)
        editor.replace(index, with: Node(activate, inputs: [source], outputs: [output]))
      } else if !editor.isOutput(output) {
        editor.remove(index)
        editor.forward(output, to: source)
      } else if editor.hasSingleUse(source), let producer = editor.producer(of: source) {
        // The graph's output stays: what wrote the source writes it instead.
        editor.remove(index)
        editor.replace(
          producer.index,
          with: Node(
            producer.node.operation, inputs: producer.node.inputs,
            outputs: producer.node.outputs.map { $0 == source ? output : $0 }))
      }
    }
    return try editor.graph()
  }

  /// The input that a node gives back, and the activation that it applies to it; nil when it does
  /// more.
  private func identity(
    _ node: Node, _ output: ValueID, in editor: GraphEditor
  ) -> (source: ValueID, activation: Activation)? {
    if let add = node.operation(as: Add.self) {
      return neutral(0, of: node, output, in: editor).map { ($0, add.activation) }
    }
    if let multiply = node.operation(as: Multiply.self) {
      return neutral(1, of: node, output, in: editor).map { ($0, multiply.activation) }
    }
    guard let source = node.inputs.first ?? nil else { return nil }
    let keepsShape = editor[source].shape == editor[output].shape
    if let join = node.operation(as: Concatenation.self), node.inputs.count == 1 {
      return (source, join.activation)
    }
    if let mean = node.operation(as: Mean.self), keepsShape,
      mean.axes.allSatisfy({ editor[source].shape[$0] == 1 })
    {
      return (source, .none)
    }
    if let pool = node.operation(as: AveragePool2D.self), pool.window == .one, pool.stride == .one {
      return (source, pool.activation)
    }
    if keepsShape, node.operation(as: ResizeBilinear.self) != nil { return (source, .none) }
    if let activate = node.operation(as: Activate.self),
      let first = editor.producer(of: source)?.node.operation.ending?.outputActivation,
      first != .none, activate.activation.after(first) == first
    {
      return (source, .none)
    }
    return nil
  }

  /// The operand whose partner is a constant full of `value` and that has the output's shape.
  private func neutral(
    _ value: Float, of node: Node, _ output: ValueID, in editor: GraphEditor
  ) -> ValueID? {
    node.operandPairs.first { operand, constant in
      editor[operand].shape == editor[output].shape && editor[constant].uniformValue == value
    }?.0
  }
}
