/// Replaces a hard-swish that is written out as x * relu6(x + 3) * (1 / 6), with the factors in any
/// order and the `relu6` fused or not, by one `Activate`. The inner results must not be used
/// elsewhere.
///
/// Exact but for rounding: 1 / 6 may be the nearest `Float`s only, not a rounding to `float16`.
/// Source: Howard and others 2019, "Searching for MobileNetV3".
public final class RecognizeHardSwish: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let outer = node.operation(as: Multiply.self),
        outer.activation == .none
      else { continue }
      for (product, factor) in node.operandPairs {
        guard editor.hasSingleUse(product), let inner = editor.producer(of: product),
          let multiply = inner.node.operation(as: Multiply.self), multiply.activation == .none,
          let match = inner.node.operandPairs.lazy.flatMap({ first, second in
            [(first, second, factor), (first, factor, second), (factor, first, second)]
          }).compactMap({ self.hardSwish($0, $1, $2, in: editor) }).first,
          editor[match.x].shape == editor[node.outputs[0]].shape
        else { continue }
        editor.remove(inner.index)
        for index in match.nodes { editor.remove(index) }
        editor.replace(
          index,
          with: Node(
            Activate(activation: .hardSwish), inputs: [match.x], outputs: node.outputs))
        break
      }
    }
    return try editor.graph()
  }

  /// x and the nodes of relu6(x + 3) when `clamped` is that and `sixth` is 1 / 6.
  private func hardSwish(
    _ x: ValueID, _ clamped: ValueID, _ sixth: ValueID, in editor: GraphEditor
  ) -> (x: ValueID, nodes: [Int])? {
    guard let scale = editor[sixth].uniformValue, abs(scale - 1 / 6) <= Float(1 / 6.0).ulp,
      editor.hasSingleUse(clamped), var producer = editor.producer(of: clamped)
    else { return nil }
    var indices = [producer.index]
    if let activate = producer.node.operation(as: Activate.self) {
      guard activate.activation == .relu6, let sum = producer.node.inputs[0],
        editor.hasSingleUse(sum), let adding = editor.producer(of: sum),
        adding.node.operation(as: Add.self)?.activation == Activation.none
      else { return nil }
      producer = adding
      indices.append(adding.index)
    } else if producer.node.operation(as: Add.self)?.activation != .relu6 {
      return nil
    }
    guard producer.node.operandPairs.contains(where: { $0 == x && editor[$1].uniformValue == 3 })
    else { return nil }
    return (x, indices)
  }
}
