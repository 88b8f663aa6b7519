/// Moves the sum with a constant number, or with one constant a channel, into the bias of the
/// weighted operator before it, where nothing else reads that operator's result and nothing (an
/// activation, a residual) stands between. The sum's activation becomes the operator's.
///
/// Exact but for rounding: sum + (bias + constant) stands for (sum + bias) + constant.
public final class FuseBias: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index), let add = node.operation(as: Add.self) else {
        continue
      }
      for (sum, constant) in node.operandPairs {
        guard editor[sum].shape == editor[node.outputs[0]].shape, editor.hasSingleUse(sum),
          let producer = editor.producer(of: sum),
          producer.node.operation.hasWeights, producer.node.operation.ending == Epilogue(),
          let bias = bias(adding: constant, to: producer.node, of: sum, in: &editor)
        else { continue }
        let operation = producer.node.operation.ending(with: Epilogue(activation: add.activation))
        var inputs = producer.node.inputs
        if inputs.count == 2 { inputs.append(nil) }
        inputs[2] = bias
        editor.remove(index)
        editor.replace(
          producer.index, with: Node(operation, inputs: inputs, outputs: node.outputs))
        break
      }
    }
    return try editor.graph()
  }

  /// The bias of a node after a constant has been added to it; nil when either is not a constant of
  /// the right shape.
  private func bias(
    adding constant: ValueID, to node: Node, of sum: ValueID, in editor: inout GraphEditor
  ) -> ValueID? {
    let addend = editor[constant]
    guard addend.constant != nil, let channels = editor[sum].shape.dimensions.last,
      addend.shape.elementCount == 1
        || (addend.shape.elementCount == channels && addend.shape.dimensions.last == channels)
    else { return nil }
    let present = node.inputs.count > 2 ? node.inputs[2] : nil
    if present == nil && addend.shape.elementCount == channels { return constant }

    guard let addends = addend.constant?.floats(as: addend.elementType) else { return nil }
    var biases = [Float](repeating: 0, count: channels)
    if let present {
      let descriptor = editor[present]
      guard let floats = descriptor.constant?.floats(as: descriptor.elementType) else {
        return nil
      }
      biases = floats
    }
    for channel in biases.indices { biases[channel] += addends[addends.count == 1 ? 0 : channel] }
    return editor.add(
      TensorDescriptor(
        name: addend.name, elementType: .float32, shape: Shape([channels]),
        constant: Constant(floats: biases)))
  }
}
