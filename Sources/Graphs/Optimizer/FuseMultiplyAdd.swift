/// Turns x * scale + y, where scale is one number a channel (`[batch, 1, 1, channels]`) and nothing
/// else reads the product, into one `MultiplyAdd`. Exact but for the product's rounding, which the
/// fused operator may leave out.
public final class FuseMultiplyAdd: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let add = node.operation(as: Add.self) else {
        continue
      }
      for (product, addend) in node.operandPairs {
        guard editor.hasSingleUse(product),
          editor[product].shape == editor[node.outputs[0]].shape,
          editor[addend].shape == editor[product].shape,
          let producer = editor.producer(of: product),
          let (data, scale) = producer.node.channelScaling(of: product, in: editor)
        else { continue }
        editor.remove(producer.index)
        editor.replace(
          index,
          with: Node(
            MultiplyAdd(activation: add.activation), inputs: [data, scale, addend],
            outputs: node.outputs))
        break
      }
    }
    return try editor.graph()
  }
}

extension Node {
  /// The operands of a `Multiply` without activation that scales every channel of a picture: the
  /// picture and the scale, of shape `[batch, 1, 1, channels]`; nil for any other node.
  func channelScaling(
    of product: ValueID, in editor: GraphEditor
  ) -> (data: ValueID, scale: ValueID)? {
    let shape = editor[product].shape
    guard let multiply = operation(as: Multiply.self), multiply.activation == .none,
      shape.rank == 4,
      shape.elementCount > 0
    else { return nil }
    let scaleShape = Shape([shape[0], 1, 1, shape[3]])
    return operandPairs.first { data, scale in
      editor[data].shape == shape && editor[scale].shape == scaleShape
    }
  }
}
