/// Turns the global mean of the sum of two pictures, one of them upsampled, into the sum of their
/// global means: the sum, which nothing else may read, is then never written, and the mean of the
/// upsampled picture may come from the small one (see `HoistPoolBeforeUpsampling`). Exact but for
/// rounding.
///
/// Left alone where an operator with weights would store the sum instead of its own result (see
/// `FuseResidual`): such a sum costs next to nothing.
public final class SplitPoolOfSum: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let sum = node.globallyAveraged(in: editor),
        editor.hasSingleUse(sum), let adding = editor.producer(of: sum),
        let add = adding.node.operation(as: Add.self), add.activation == .none,
        let (a, b) = adding.node.operandPairs.first,
        [a, b].allSatisfy({ editor[$0].shape == editor[sum].shape && staysApart($0, in: editor) }),
        isUpsampled(a, in: editor) || isUpsampled(b, in: editor)
      else { continue }
      var (operation, activation) = (node.operation, Activation.none)
      if let pool = node.operation(as: AveragePool2D.self) {
        activation = pool.activation
        operation = operation.ending(with: Epilogue())
      }
      let output = node.outputs[0]
      func mean(_ input: ValueID) -> Node {
        let mean = editor.add(like: output, editor[output].shape)
        return Node(operation, inputs: [input], outputs: [mean])
      }
      let (first, second) = (mean(a), mean(b))
      editor.replace(adding.index, with: first)
      editor.insert(second, after: adding.index)
      editor.replace(
        index,
        with: Node(
          Add(activation: activation), inputs: [first.output(), second.output()],
          outputs: node.outputs))
    }
    return try editor.graph()
  }

  private func isUpsampled(_ id: ValueID, in editor: GraphEditor) -> Bool {
    editor.producer(of: id)?.node.operation(as: ResizeBilinear.self) != nil
  }

  /// Tells whether the addend exists by itself anyway, or no operator could store the sum in its
  /// place.
  private func staysApart(_ id: ValueID, in editor: GraphEditor) -> Bool {
    !editor.hasSingleUse(id) || editor.producer(of: id)?.node.operation.hasWeights != true
  }
}
