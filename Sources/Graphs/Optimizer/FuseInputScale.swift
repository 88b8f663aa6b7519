/// Moves the product of a picture of batch 1 with one computed number a channel
/// (`[1, 1, 1, channels]`) into the 1x1 convolution that alone reads it, as its input scale (see
/// `Convolution2D.scalesInput`): the end of a squeeze-and-excite block. Exact but for rounding.
public final class FuseInputScale: GraphPass {
  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index),
        var convolution = node.operation(as: Convolution2D.self),
        convolution.stride == .one, !convolution.scalesInput,
        let product = node.inputs[0], let filter = node.inputs[1],
        editor[filter].shape[1] == 1, editor[filter].shape[2] == 1,
        editor[product].shape[0] == 1, editor.hasSingleUse(product),
        let producer = editor.producer(of: product),
        let (data, scale) = producer.node.channelScaling(of: product, in: editor),
        editor[data].shape != editor[scale].shape, editor[scale].constant == nil
      else { continue }
      convolution.scalesInput = true
      var inputs = node.inputs
      inputs[0] = data
      if inputs.count == 2 { inputs.append(nil) }
      inputs.insert(scale, at: 3)
      editor.remove(producer.index)
      editor.replace(index, with: Node(convolution, inputs: inputs, outputs: node.outputs))
    }
    return try editor.graph()
  }
}
