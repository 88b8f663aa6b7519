/// Takes an upsampled picture out of the sum that a 1x1 convolution reads:
/// conv(x * scale + up(y)) = conv(x * scale) + up(conv'(y)), where conv' has no bias and y has fewer
/// pixels. The scale goes into the convolution's weights (see `Convolution2D.scalesInput`) and the
/// upsampled picture becomes its residual (see `Epilogue`), so that nobody writes the sum. This is
/// how decoders join a picture with the encoder's, by channel attention.
///
/// Done for pictures of batch 1, where nothing else reads sum or upsampled picture, for activations
/// that kernels apply after a residual. Exact but for rounding.
public final class SplitUpsampledSum: GraphPass {
  /// Multiply-adds that take as long as one element of a sum that is written and read again.
  private static let sumCost = 8.0

  /// The pass.
  public init() {}

  public func run(_ graph: Graph) throws(GraphError) -> Graph {
    var editor = GraphEditor(graph)
    for index in editor.nodeIndices {
      guard let node = editor.node(at: index),
        let convolution = node.operation(as: Convolution2D.self),
        isSplittable(convolution), let sum = node.inputs[0], let filter = node.inputs[1],
        editor[filter].constant != nil, editor[filter].shape[1] == 1,
        editor[filter].shape[2] == 1, editor[sum].shape[0] == 1, editor.hasSingleUse(sum),
        let adding = editor.producer(of: sum),
        let multiplyAdd = adding.node.operation(as: MultiplyAdd.self),
        multiplyAdd.activation == .none, let addend = adding.node.inputs[2],
        editor.hasSingleUse(addend), let resizing = editor.producer(of: addend),
        resizing.node.operation(as: ResizeBilinear.self) != nil,
        let source = resizing.node.inputs[0],
        savesWork(from: editor[source].shape, to: editor[node.outputs[0]].shape)
      else { continue }
      let (small, large) = (editor[source].shape, editor[node.outputs[0]].shape)
      let projected = editor.add(like: node.outputs[0], Shape([1, small[1], small[2], large[3]]))
      let residual = editor.add(like: node.outputs[0], large)
      editor.replace(
        resizing.index, with: Node(Convolution2D(), inputs: [source, filter], outputs: [projected]))
      editor.insert(
        Node(resizing.node.operation, inputs: [projected], outputs: [residual]),
        after: resizing.index)
      editor.remove(adding.index)
      let bias = node.inputs.count > 2 ? node.inputs[2] : nil
      editor.replace(
        index,
        with: Node(
          Convolution2D(
            epilogue: Epilogue(
              addsResidual: true, finalActivation: convolution.epilogue.activation),
            scalesInput: true),
          inputs: [adding.node.inputs[0], filter, bias, adding.node.inputs[1], residual],
          outputs: node.outputs))
    }
    return try editor.graph()
  }

  private func isSplittable(_ convolution: Convolution2D) -> Bool {
    convolution.stride == .one && !convolution.scalesInput && !convolution.epilogue.addsResidual
      && [.none, .relu, .relu6, .reluN1To1].contains(convolution.epilogue.activation)
  }

  /// Tells whether convolving the small picture too is cheaper than the sum. In floating point,
  /// where nothing overflows.
  private func savesWork(from small: Shape, to large: Shape) -> Bool {
    let inputPixels = Double(small[1]) * Double(small[2])
    let outputPixels = Double(large[1]) * Double(large[2])
    return inputPixels < outputPixels
      && inputPixels * Double(large[3]) < outputPixels * Self.sumCost
  }
}
